package dev.cdctl.deploy.spec;

import dev.cdctl.host.Host;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.List;

/** What is said of {@code hosts}: each is a URL, or a block where more is to be said of it; and {@code target}. */
final class HostSpec {
    private static final Type<Host> URL_TYPE =
            Types.of("a URL such as ssh://deploy@web1", "^(unix|tcp|ssh)://", HostSpec::parse);
    private static final Key<Host> URL = Key.required(
                    "url",
                    URL_TYPE,
                    "Where its Docker Engine is: `ssh://deploy@web1` by the user's own OpenSSH (with the path of its socket"
                            + " behind it, unless that is /var/run/docker.sock), `tcp://10.0.0.5:2376`, or"
                            + " `unix:///var/run/docker.sock` on this computer.")
            .withEnvironment();
    private static final Key<Name> NAME =
            Key.of("name", Types.name(), "How keys, labels and messages call it; the name in its URL by default.");
    private static final Key<String> ADDRESS = Key.of(
                    "address",
                    Paths.host(),
                    "Where routers and probes reach what is published on it; the name in its URL by default.")
            .withEnvironment();
    private static final Key<String> CERTIFICATES = Key.of(
            "certificates",
            Paths.anywhere(),
            "The folder of ca.pem, cert.pem and key.pem, where its engine is talked to by TLS, as `dockerd --tlsverify`"
                    + " wants it. Without it whoever reaches a `tcp://` engine is root there.");
    /** A host. */
    static final Type<Host> TYPE =
            Types.textOr(URL_TYPE, Block.of("a host", HostSpec::from, URL, NAME, ADDRESS, CERTIFICATES));

    static final Key<String> TARGET = Key.of(
                    "target",
                    Types.word(new String[] {"hosts", "swarm"}, word -> word),
                    "What `hosts` are: `hosts`, each a computer that runs all replicas of each role; or `swarm`, the"
                            + " managers of one Docker swarm, of which the first that answers is asked and which runs"
                            + " all replicas on its nodes.")
            .or("hosts");
    private static final String PLACE = "swarm";

    private HostSpec() {}

    /** Whether they are managers of a swarm. */
    static boolean isSwarm(Values values) {
        return values.get(TARGET).equals("swarm");
    }

    /** The one host that stands for a whole swarm. */
    static Host place(List<Host> managers) {
        return managers.get(0).named(PLACE);
    }

    /** Refuses what cannot be had of them when they are a swarm. */
    static void checkTarget(Values values, List<Host> hosts, RunSpec run) {
        if (!isSwarm(values)) {
            return;
        }
        if (hosts.isEmpty()) {
            values.refuse(Problem.of("CD-138", "'" + values.name() + "' is a swarm, and none of its managers is named")
                    .at(values.origin(TARGET))
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

    private static Host from(Values values) {
        Host plain = values.get(URL);
        Host named = values.find(NAME).map(name -> plain.named(name.text())).orElse(plain);
        Host at = values.find(ADDRESS).map(named::at).orElse(named);
        return values.find(CERTIFICATES).map(at::with).orElse(at);
    }

    private static Host parse(String text) {
        if (text.startsWith("ssh:")) {
            SshUrl.parse(text);
        } else {
            Types.check(
                    text.matches("unix:///.+|tcp://[^/:]+:[0-9]+"),
                    "it is neither unix:///SOCKET, tcp://HOST:PORT nor ssh://HOST");
        }
        return Host.of(text);
    }
}
