package dev.cdctl.doctor;

import dev.cdctl.Cdctl;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at the hosts of an environment and at where its state is kept, and changes nothing. */
public final class HostDoctor {
    private final Cdctl cdctl;
    private final EnvironmentSpec spec;
    private final Means means;

    /** Looks at the hosts of that environment. */
    public HostDoctor(Cdctl cdctl, EnvironmentSpec spec) {
        this.cdctl = cdctl;
        this.spec = spec;
        this.means = cdctl.look(spec);
    }

    /** These hosts, several at the same time, then the state; each question has a deadline. */
    public List<Finding> look(List<Host> hosts) {
        Map<Host, List<Finding>> found = new ConcurrentHashMap<>();
        new OnEachHost(hosts).run(host -> found.put(host, check(host)));
        List<Finding> findings = new ArrayList<>();
        hosts.forEach(host -> findings.addAll(found.getOrDefault(host, List.of())));
        cdctl.stateHost(spec).ifPresent(state -> findings.addAll(new StateCheck(state).look()));
        return findings;
    }

    private List<Finding> check(Host host) {
        try {
            Optional<HostShell> shell =
                    host.url().startsWith("tcp:") ? Optional.empty() : Optional.of(cdctl.shell(host));
            return new HostCheck(means, host, shell).look();
        } catch (Failure e) {
            return Finding.of(host.id(), e);
        }
    }
}
