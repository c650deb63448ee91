package dev.cdctl.deploy.health;

import dev.cdctl.deploy.Instance;
import dev.cdctl.deploy.Machine;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A machine on which instances only end when a test says so. */
final class FakeMachine implements Machine {
    private final Map<Instance.Slot, Exit> ended = new ConcurrentHashMap<>();

    void end(Instance instance, Exit exit) {
        ended.put(instance.slot(), exit);
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return Optional.ofNullable(ended.get(instance.slot()));
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return List.of("starting", "cannot open the database");
    }

    @Override
    public Path log(Instance instance) {
        return Path.of("web.log");
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return List.of();
    }

    @Override
    public Path place(Name service, Name environment, Digest digest, Supplier<InputStream> archive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instance start(Start start) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        throw new UnsupportedOperationException();
    }
}
