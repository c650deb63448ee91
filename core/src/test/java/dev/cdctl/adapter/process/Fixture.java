package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Proc;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A root folder with instances in it, which all end with the test. */
final class Fixture implements AutoCloseable {
    static final Name BOOKS = new Name("books");
    static final Name TEST = new Name("test");
    static final Unpacker NOTHING = (archive, digest, into) -> {};

    final Path root;
    final Path release;
    final LocalMachine machine;

    Fixture(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("state"));
        release = Files.createDirectories(folder.resolve("release"));
        machine = another();
    }

    /** The same machine, as another run of cdctl has it. */
    LocalMachine another() {
        return LocalMachine.at(root, NOTHING, System.getenv());
    }

    /** Empty when no such process runs, or only a zombie that nobody buries. */
    static Optional<String> birth(long pid) {
        return new Proc(Path.of("/proc"), "").birth(pid);
    }

    static Instance instance(String role, String deployment) {
        Instance.Slot slot = new Instance.Slot(BOOKS, TEST, new Name(role), 0, Colour.BLUE);
        Address address = new Address("127.0.0.1", 20001);
        return new Instance(slot, deployment, new Version("1.2"), Digest.of("x"), 7, 0, Optional.of(address));
    }

    Machine.Start start(String command) {
        return start("web", command);
    }

    Machine.Start start(String role, String command) {
        return new Machine.Start(instance(role, "d1"), release, command, Map.of("LOG_LEVEL", "info"));
    }

    @Override
    public void close() {
        another().observe(BOOKS, TEST).forEach(instance -> another().stop(instance, Duration.ZERO));
    }
}
