package dev.cdctl.deploy.health;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A machine on which instances only end when a test says so. */
final class FakeMachine implements Machine {
    private final Map<Instance.Slot, Exit> ended = new ConcurrentHashMap<>();

    private final Map<Instance.Slot, Optional<Address>> moved = new ConcurrentHashMap<>();
    private volatile Duration firstTold = Duration.ZERO;

    /** From now on it takes that long to say for the first time whether something runs, as one that is connected to then. */
    void tellFirstAfter(Duration pause) {
        firstTold = pause;
    }

    void end(Instance instance, Exit exit) {
        ended.put(instance.slot(), exit);
    }

    /** From now on, that instance is there; with nothing it is on its way. */
    void move(Instance instance, Optional<Address> address) {
        moved.put(instance.slot(), address);
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return moved.getOrDefault(instance.slot(), instance.address());
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        LockSupport.parkNanos(firstTold.toNanos());
        firstTold = Duration.ZERO;
        return Optional.ofNullable(ended.get(instance.slot()));
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return List.of("starting", "cannot open the database");
    }

    @Override
    public String log(Instance instance) {
        return "web.log";
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return List.of();
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
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
