package dev.cdctl.deploy.machine;

import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A machine that tells nothing secret of what its instances wrote. The log files themselves are the instances' own.
 *
 * @param mask asked whenever something is told
 */
public record MaskedMachine(Machine machine, Supplier<Mask> mask) implements Machine {
    @Override
    public List<Instance> observe(Name service, Name environment) {
        return machine.observe(service, environment);
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        return machine.place(service, environment, software);
    }

    @Override
    public Instance start(Start start) {
        return machine.start(start);
    }

    @Override
    public List<Instance> startAll(List<Start> starts) {
        return machine.startAll(starts);
    }

    @Override
    public List<Address> reach(Address slot, Optional<ContainerSpec> container) {
        return machine.reach(slot, container);
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return machine.at(instance);
    }

    @Override
    public Instance startJob(Start start) {
        return machine.startJob(start);
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return machine.exit(instance);
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        return machine.stop(instance, patience);
    }

    @Override
    public void clear(Instance instance) {
        machine.clear(instance);
    }

    /** Masked as one text, since a secret may have several lines. */
    @Override
    public List<String> tail(Instance instance, int lines) {
        List<String> written = machine.tail(instance, lines);
        return written.isEmpty()
                ? written
                : mask.get().apply(String.join("\n", written)).lines().toList();
    }

    @Override
    public String log(Instance instance) {
        return machine.log(instance);
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return machine.follow(instance, line -> lines.accept(mask.get().apply(line)));
    }

    @Override
    public int exec(Instance instance, Exec exec) {
        Mask now = mask.get();
        try (OutputStream output = now.over(new Unclosed(exec.output()));
                OutputStream errors = now.over(new Unclosed(exec.errors()))) {
            return machine.exec(instance, exec.writing(output, errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is held back comes out when a mask is closed, and the stream below it belongs to somebody else. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    @Override
    public Optional<Survey> survey(Name service, Name environment) {
        return machine.survey(service, environment);
    }

    @Override
    public Health health(Instance instance) {
        return machine.health(instance);
    }

    @Override
    public boolean hasLinked(Name service, Name environment, Name linked) {
        return machine.hasLinked(service, environment, linked);
    }

    @Override
    public boolean isLinked(Linked linked) {
        return machine.isLinked(linked);
    }

    @Override
    public void link(Linked linked, Consumer<String> progress) {
        machine.link(linked, progress);
    }

    @Override
    public void release(Name service, Name environment, Name linked) {
        machine.release(service, environment, linked);
    }

    @Override
    public Optional<Foreign> foreign(String container) {
        return machine.foreign(container);
    }

    @Override
    public void forget(Name service, Name environment) {
        machine.forget(service, environment);
    }

    @Override
    public void requireRoom(Room needed) {
        machine.requireRoom(needed);
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        machine.prune(service, environment, keepReleases, keepDeployments);
    }
}
