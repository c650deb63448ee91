package dev.cdctl.deploy.spec;

import dev.cdctl.host.Host;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Types;
import java.util.List;

/** What the hosts of an environment are, and what cannot be had of them when they are a swarm. */
final class Target {
    static final Key<String> KEY = Key.of(
                    "target",
                    Types.word(new String[] {"hosts", "swarm"}, word -> word),
                    "What `hosts` are: `hosts`, each a computer that runs all replicas of each role; or `swarm`, the"
                            + " managers of one Docker swarm, of which the first that answers is asked and which runs"
                            + " all replicas on its nodes.")
            .or("hosts");
    private static final String PLACE = "swarm";

    private Target() {}

    static boolean isSwarm(Values values) {
        return values.get(KEY).equals("swarm");
    }

    /** The one host that stands for a whole swarm. */
    static Host place(List<Host> managers) {
        return managers.get(0).named(PLACE);
    }

    static void check(Values values, List<Host> hosts, RunSpec run) {
        if (!isSwarm(values)) {
            return;
        }
        if (hosts.isEmpty()) {
            values.refuse(Problem.of("CD-138", "'" + values.name() + "' is a swarm, and none of its managers is named")
                    .at(values.origin(KEY))
                    .remedy("name them: hosts: [ssh://deploy@manager1, ssh://deploy@manager2]"));
        }
        run.container()
                .map(ContainerSpec::linked)
                .filter(linked -> !linked.isEmpty())
                .ifPresent(linked -> {
                    values.refuse(
                            Problem.of("CD-139", "'" + values.name() + "' is a swarm, which runs no linked containers")
                                    .at(values.origin())
                                    .because("a node may go at any time, and the volumes of "
                                            + linked.get(0).name() + " with it")
                                    .remedy(
                                            "run it as a service of the swarm, and name its network in `run.container.networks`"));
                });
    }
}
