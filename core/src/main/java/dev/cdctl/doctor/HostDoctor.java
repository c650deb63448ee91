package dev.cdctl.doctor;

import dev.cdctl.Cdctl;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Looks at the hosts of an environment and at where its state is kept, and changes nothing. */
public final class HostDoctor {
    private final Cdctl cdctl;
    private final EnvironmentSpec spec;
    private final List<Finding> ofState = new ArrayList<>();

    /** Looks at the hosts of that environment. */
    public HostDoctor(Cdctl cdctl, EnvironmentSpec spec) {
        this.cdctl = cdctl;
        this.spec = spec;
    }

    /** These hosts, several at the same time, and the state; each question has a deadline. */
    public List<Finding> look(List<Host> hosts) {
        ofState.clear();
        cdctl.stateHost(spec).map(StateCheck::new).ifPresent(check -> ofState.addAll(check.look()));
        List<Finding> findings = new ArrayList<>(hosts(hosts));
        findings.addAll(ofState);
        return findings;
    }

    /** These hosts alone; of the state only what is known of them. */
    List<Finding> hosts(List<Host> hosts) {
        Known known = known();
        Map<Host, List<Finding>> found = new ConcurrentHashMap<>();
        new OnEachHost(hosts)
                .run(host -> found.put(
                        host,
                        check(new HostNeeds(
                                cdctl.pipeline().service(),
                                spec,
                                host,
                                known.machines().on(host),
                                known.owned()))));
        List<Finding> findings = new ArrayList<>();
        hosts.forEach(host -> findings.addAll(found.getOrDefault(host, List.of())));
        return findings;
    }

    /** What the state tells of the hosts: containers that were taken over, and the ports that slots have. */
    private record Known(Machines machines, Function<Slot, Optional<Address>> owned) {}

    /** What cannot be kept is not asked. */
    private Known known() {
        Known nothing = new Known(cdctl.machines(spec), slot -> Optional.empty());
        boolean wrong = ofState.stream().anyMatch(finding -> finding.level() == Finding.Level.WRONG);
        try {
            if (wrong) {
                return nothing;
            }
            Environment environment = cdctl.look(spec).environment();
            return new Known(environment.machine(), environment.addresses()::find);
        } catch (Failure e) {
            ofState.addAll(Finding.of(StateCheck.ABOUT, e));
            return nothing;
        }
    }

    private List<Finding> check(HostNeeds needs) {
        try {
            boolean alone = needs.host().url().startsWith("tcp:");
            Optional<HostShell> shell = alone ? Optional.empty() : Optional.of(cdctl.shell(needs.host()));
            return new HostCheck(needs, shell).look();
        } catch (Failure e) {
            return Finding.of(needs.host().id(), e);
        }
    }
}
