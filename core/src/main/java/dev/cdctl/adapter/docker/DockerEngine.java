package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.model.AuthConfigurations;
import dev.cdctl.artifact.context.BuildContext;
import dev.cdctl.artifact.image.ImageEngine;
import dev.cdctl.artifact.image.TrialSpec;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A Docker Engine. Connects when it is first asked something. */
public final class DockerEngine implements ImageEngine {
    private final Connection connection;
    private final Cancel cancel;
    private final Supplier<Map<String, Login>> logins;

    private DockerEngine(Connection connection, Cancel cancel, Supplier<Map<String, Login>> logins) {
        this.connection = connection;
        this.cancel = cancel;
        this.logins = logins;
    }

    /**
     * The engine of that user.
     *
     * @param cancel ends a build or a trial, and removes what it had started
     * @param logins by the addresses of registries, for images that others are built from; asked before a build
     * @throws Failure unreachable, when it is named in a way that is not known here
     */
    public static DockerEngine of(User user, Cancel cancel, Supplier<Map<String, Login>> logins) {
        Connection connection = Connection.to(user.host());
        return new DockerEngine(connection, cancel, logins);
    }

    @Override
    public String describe() {
        return connection.host().toString();
    }

    @Override
    public String build(Build build, Consumer<String> lines) {
        connection.ask("answer", client -> client.pingCmd().exec());
        String id = new Building(connection, cancel).run(command(build), context(build), build.timeout(), lines);
        return find(id).orElseThrow(
                        () -> Failure.failed(Problem.of("CD-481", "the image " + id + " that was built is gone")
                                .because("somebody removed it from " + describe())
                                .remedy("run `cdctl package` again")));
    }

    private BuildImageCmd command(Build build) {
        BuildImageCmd command = connection
                .slow()
                .buildImageCmd()
                .withLabels(build.labels())
                .withCacheFrom(Set.copyOf(build.from().cacheFrom()))
                .withRemove(true)
                .withForcerm(true)
                .withBuildAuthConfigs(logins());
        build.from().args().forEach(command::withBuildArg);
        build.from().target().ifPresent(command::withTarget);
        build.platform().ifPresent(command::withPlatform);
        return command;
    }

    private AuthConfigurations logins() {
        AuthConfigurations all = new AuthConfigurations();
        logins.get().forEach((registry, login) -> all.addConfig(Pull.config(registry, login)));
        return all;
    }

    private static BuildContext context(Build build) {
        try {
            return BuildContext.of(
                    build.repository(), build.from().context(), build.from().file(), build.time());
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-475", "there is nothing to build the image from")
                            .because(String.valueOf(e))
                            .remedy("correct dockerfile and context of the image"))
                    .causedBy(e);
        }
    }

    @Override
    public Optional<String> find(String name) {
        return Pull.find(connection, name).map(found -> found.need("Id"));
    }

    @Override
    public void export(String id, Reader reader) throws IOException {
        InputStream archive = connection.ask(
                "give an image away", client -> client.saveImageCmd(id).exec());
        try (archive;
                Cancel.Registration wake = cancel.onRequest(() -> close(archive))) {
            reader.read(archive);
        } catch (IOException | IllegalStateException e) {
            cancel.check();
            throw new IOException(Connection.reason(e), e);
        }
    }

    private static void close(InputStream archive) {
        try {
            archive.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }

    @Override
    public void load(InputStream archive) {
        connection.askSlowly("take an image", client -> {
            client.loadImageCmd(archive).exec();
            return true;
        });
    }

    @Override
    public void run(String id, TrialSpec trial, Consumer<String> lines) {
        new Isolation(connection, cancel).run(id, trial, lines);
    }
}
