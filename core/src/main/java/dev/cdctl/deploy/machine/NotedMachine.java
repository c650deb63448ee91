package dev.cdctl.deploy.machine;

import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A machine that takes notes of what is noticed on it. */
final class NotedMachine implements Machine {
    private final Machine machine;
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();
    private volatile HostNotes notes = new HostNotes();

    NotedMachine(Machine machine) {
        this.machine = machine;
    }

    /** The notes since the last {@link #begin}. */
    HostNotes notes() {
        return notes;
    }

    /** Takes new notes from now on. */
    void begin() {
        notes = new HostNotes();
        stopped.clear();
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        HostNotes taken = notes;
        List<Instance> found = taken.during(() -> machine.observe(service, environment));
        taken.ran(found);
        return found;
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        return notes.during(() -> machine.place(service, environment, software));
    }

    @Override
    public Instance start(Start start) {
        return notes.during(() -> machine.start(start));
    }

    @Override
    public List<Instance> startAll(List<Start> starts) {
        return notes.during(() -> machine.startAll(starts));
    }

    @Override
    public List<Address> reach(Address slot, Optional<ContainerSpec> container) {
        return machine.reach(slot, container);
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return notes.during(() -> machine.at(instance));
    }

    @Override
    public Instance startJob(Start start) {
        return notes.during(() -> machine.startJob(start));
    }

    /** What ends although nobody asked it to is trouble, unless it ends well. */
    @Override
    public Optional<Exit> exit(Instance instance) {
        Optional<Exit> exit = notes.during(() -> machine.exit(instance));
        if (!stopped.contains(key(instance))) {
            exit.filter(Exit.Code.class::isInstance)
                    .map(Exit.Code.class::cast)
                    .filter(code -> code.code() != 0)
                    .ifPresent(code -> notes.trouble(instance.slot().brief() + " ended with " + code.words()));
        }
        return exit;
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        stopped.add(key(instance));
        return notes.during(() -> machine.stop(instance, patience));
    }

    @Override
    public void clear(Instance instance) {
        run(() -> machine.clear(instance));
    }

    /** While something is changed they are asked for only when the instance has failed. */
    @Override
    public List<String> tail(Instance instance, int lines) {
        List<String> written = notes.during(() -> machine.tail(instance, lines));
        notes.lastLines(written);
        return written;
    }

    @Override
    public String log(Instance instance) {
        return machine.log(instance);
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return machine.follow(instance, lines);
    }

    @Override
    public int exec(Instance instance, Exec exec) {
        return machine.exec(instance, exec);
    }

    @Override
    public Optional<Survey> survey(Name service, Name environment) {
        return machine.survey(service, environment);
    }

    @Override
    public Optional<Foreign> foreign(String container) {
        return notes.during(() -> machine.foreign(container));
    }

    @Override
    public Health health(Instance instance) {
        return notes.during(() -> machine.health(instance));
    }

    @Override
    public boolean hasLinked(Name service, Name environment, Name linked) {
        return notes.during(() -> machine.hasLinked(service, environment, linked));
    }

    @Override
    public boolean isLinked(Linked linked) {
        return notes.during(() -> machine.isLinked(linked));
    }

    @Override
    public void link(Linked linked, Consumer<String> progress) {
        run(() -> machine.link(linked, progress));
    }

    @Override
    public void release(Name service, Name environment, Name linked) {
        run(() -> machine.release(service, environment, linked));
    }

    @Override
    public void forget(Name service, Name environment) {
        run(() -> machine.forget(service, environment));
    }

    @Override
    public void requireRoom(Room needed) {
        run(() -> machine.requireRoom(needed));
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        run(() -> machine.prune(service, environment, keepReleases, keepDeployments));
    }

    private static String key(Instance instance) {
        return instance.deployment() + " " + instance.slot().brief();
    }

    private void run(Runnable work) {
        notes.during(() -> {
            work.run();
            return true;
        });
    }
}
