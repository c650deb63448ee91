package dev.cdctl;

import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.host.SshUrl;
import dev.cdctl.host.StateHost;
import dev.cdctl.host.setup.DebianHost;
import dev.cdctl.host.setup.Work;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What hosts of an environment lack to run it, and the computer that keeps its state; installed when that is wanted. */
public final class HostSetup {
    private static final String STATE = "state";

    private final Cdctl cdctl;
    private final EnvironmentSpec spec;

    HostSetup(Cdctl cdctl, EnvironmentSpec spec) {
        this.cdctl = cdctl;
        this.spec = spec;
    }

    /** What had to be done on one host; nothing when it was ready. */
    public record Needed(String host, List<Work> works) {
        /** The form of {@code -o json}. */
        public Json.Obj toJson() {
            return Json.object()
                    .put("host", host)
                    .put("works", Json.of(works.stream().map(Work::toJson).toList()))
                    .build();
        }
    }

    /**
     * Finds out what is to be done on these hosts; several are asked at the same time. A failure on one lets the others
     * come to their end.
     *
     * @throws Failure refused, when one has no shell; unreachable, when one cannot be reached
     */
    public List<Needed> look(List<Host> hosts) {
        return each(hosts, (host, works) -> {});
    }

    /**
     * The same, and does it.
     *
     * @param progress told of each thing before it is done
     * @throws Failure refused, when root's rights are missing on one; failed, when something does not work there
     */
    public List<Needed> carryOut(List<Host> hosts, Consumer<String> progress) {
        return each(hosts, (host, works) -> host.carryOut(works, progress));
    }

    private interface Doing {
        void on(DebianHost host, List<Work> works);
    }

    private List<Needed> each(List<Host> hosts, Doing doing) {
        Map<Host, DebianHost> computers = computers(hosts);
        Map<Host, Needed> needed = new ConcurrentHashMap<>();
        List<Host> all = new ArrayList<>(computers.keySet());
        new OnEachHost(all).run(host -> {
            DebianHost computer = Objects.requireNonNull(computers.get(host));
            List<Work> works = computer.missing();
            doing.on(computer, works);
            needed.put(host, new Needed(host.id(), works));
        });
        return all.stream()
                .map(host -> Objects.requireNonNull(needed.get(host)))
                .toList();
    }

    /** The state is kept by one of the hosts, for the same user, or by a computer of its own. */
    private Map<Host, DebianHost> computers(List<Host> hosts) {
        Optional<StateHost> state = cdctl.stateHost(spec);
        Map<Host, DebianHost> computers = new LinkedHashMap<>();
        for (Host host : hosts) {
            Optional<String> folder = state.filter(one -> isSame(host, one)).map(StateHost::folder);
            computers.put(host, new DebianHost(host.id(), cdctl.shell(host), Optional.of(socket(host)), folder));
        }
        state.filter(one -> spec.hosts().stream().noneMatch(host -> isSame(host, one)))
                .ifPresent(one -> computers.put(
                        Host.of(one.shell().describe()).named(STATE),
                        new DebianHost(STATE, one.shell(), Optional.empty(), Optional.of(one.folder()))));
        return computers;
    }

    private static boolean isSame(Host host, StateHost state) {
        return host.url().startsWith("ssh:")
                && SshUrl.parse(host.url())
                        .withoutFolder()
                        .toString()
                        .equals(state.shell().describe());
    }

    private static String socket(Host host) {
        if (host.url().startsWith("ssh:")) {
            String named = SshUrl.parse(host.url()).folder();
            return named.isEmpty() ? DebianHost.SOCKET : named;
        }
        return host.url().replaceFirst("^unix://", "");
    }
}
