package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.model.AuthConfig;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.PinnedImage;
import dev.cdctl.script.Script;
import dev.cdctl.script.ScriptResult;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.output.Transcript;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs scripts in containers of one image: each try in a container of its own, as the user who called, with the
 * repository at its own path and nothing else of this machine. Thread-safe.
 */
public final class ContainerLauncher implements StageScript.Launcher {
    private final Connection connection;
    private final Terms terms;

    /**
     * What the containers of a stage have in common.
     *
     * @param label for whom they are, for people: {@code books/unit}
     * @param repository the folder that they see, at the same path
     * @param passed the variables of the caller that scripts get; they get no others
     * @param logins by the address of a registry
     * @param mask what is hidden in what they write
     */
    public record Terms(
            PinnedImage image,
            String label,
            Path repository,
            Map<String, String> passed,
            Function<String, Optional<Login>> logins,
            Supplier<Mask> mask) {
        /** Copies the map. */
        public Terms {
            passed = Map.copyOf(passed);
        }
    }

    private ContainerLauncher(Connection connection, Terms terms) {
        this.connection = connection;
        this.terms = terms;
    }

    /**
     * By the engine of that user, which is connected to when a script is run.
     *
     * @throws Failure unreachable, when it is named in a way that is not known here
     */
    public static ContainerLauncher of(User user, Terms terms) {
        return new ContainerLauncher(Connection.to(user.host()), terms);
    }

    /**
     * Runs a script to its end and removes its container, however it ended.
     *
     * @throws Failure unreachable, when the engine is not there (CD-473), does not get the image (CD-313) or does not
     *     see the repository (CD-314); failed, when the shell is not in the image (CD-312)
     */
    @Override
    public ScriptResult run(Script script, Path log, Consumer<String> lines, Cancel cancel) {
        cancel.check();
        new Leftovers(connection).remove();
        bring(terms.image(), lines, cancel);
        long start = System.nanoTime();
        try (Transcript transcript = Transcript.open(log, terms.mask().get(), lines)) {
            ScriptResult.End end = carryOut(script, transcript, cancel);
            transcript.close();
            transcript.thrown().ifPresent(ContainerLauncher::rethrow);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new ScriptResult(end, took, log, transcript.tail(), transcript.notes());
        }
    }

    /** Pulls the image unless it is there. */
    private void bring(PinnedImage image, Consumer<String> lines, Cancel cancel) {
        if (Pull.find(connection, image.reference()).isPresent()) {
            return;
        }
        lines.accept("pulling " + image);
        String registry = image.registry().orElseGet(this::standardRegistry);
        Optional<AuthConfig> login = terms.logins().apply(registry).map(found -> Pull.config(registry, found));
        new Pull(connection, cancel).bring(image.reference(), login).ifPresent(why -> {
            throw Failure.unreachable(Problem.of("CD-313", "the image " + image + " cannot be pulled")
                    .because(why + "; asked the Docker Engine at " + connection.host())
                    .remedy("pull it by hand to see what is wrong: `docker pull " + image.reference() + "`"));
        });
    }

    /** What the engine calls the registry of images that name none. */
    private String standardRegistry() {
        return connection.ask(
                "say which registry it uses",
                client -> Objects.requireNonNullElse(client.infoCmd().exec().getIndexServerAddress(), ""));
    }

    private ScriptResult.End carryOut(Script script, Transcript transcript, Cancel cancel) {
        Path root = root();
        Map<String, String> env = new HashMap<>(terms.passed());
        env.put("HOME", StageContainer.HOME);
        env.putAll(script.env());
        env.computeIfPresent("CDCTL_FOLDER", (name, value) -> root.toString());
        try (StageContainer container = new StageContainer(connection, transcript)) {
            container.create(terms.image(), script.with(env), root, terms.label());
            container.start(script.shell());
            return container.await(script.timeout(), cancel);
        }
    }

    private Path root() {
        try {
            return terms.repository().toRealPath();
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-306", "there is no folder " + terms.repository() + " to work in")
                            .because(e.toString())
                            .remedy("run cdctl in the repository"))
                    .causedBy(e);
        }
    }

    private static void rethrow(RuntimeException thrown) {
        throw thrown;
    }
}
