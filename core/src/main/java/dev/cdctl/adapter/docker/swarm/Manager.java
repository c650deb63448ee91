package dev.cdctl.adapter.docker.swarm;

import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.DockerHost;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A computer that manages a swarm.
 *
 * @param engine where its engine is, asked when it is first needed
 * @param tls the folder of its certificates, where it is talked to by TLS
 */
public record Manager(Host host, Supplier<URI> engine, Optional<Path> tls) {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /**
     * The first of them that answers as a manager of a swarm that has a leader.
     *
     * @throws Failure unreachable, with what each of them said
     */
    static Connection answering(List<Manager> managers) {
        List<String> said = new ArrayList<>();
        for (Manager manager : managers) {
            try {
                return manager.connect();
            } catch (Failure e) {
                Problem problem = e.problems().get(0);
                said.add(manager.host + ": " + (problem.why().isEmpty() ? problem.what() : problem.why()));
            }
        }
        throw Failure.unreachable(Problem.of("CD-773", "no manager of the swarm answers")
                .because(String.join("; ", said))
                .remedy("see that one of them runs and is reached, and that more than half of the swarm's managers are"
                        + " there: `docker node ls`"));
    }

    private Connection connect() {
        Connection connection = Connection.to(DockerHost.ofPipeline(engine.get(), "manager " + host, tls), ANSWER);
        connection.greet();
        Nodes.of(connection);
        return connection;
    }
}
