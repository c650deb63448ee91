package dev.cdctl.adapter.ssh;

import dev.cdctl.servers.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A computer that keeps state: its sshd is there for all tests of a class, and its state is new for each. */
final class Keeping implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private Optional<Path> folder = Optional.empty();
    private Optional<Sshd> sshd = Optional.empty();
    private Optional<Keeper> keeper = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private int test;

    /** Its sshd. */
    Sshd sshd() {
        return sshd.orElseThrow();
    }

    /** Where it has the state of the test. */
    Path root() {
        return folder.orElseThrow().resolve("state-" + test);
    }

    /** One more command that uses it. */
    Keeper keeper() {
        return keeper.orElseThrow();
    }

    /** The command that most tests use. */
    synchronized Agent agent() {
        if (agent.isEmpty()) {
            agent = Optional.of(keeper().agent());
        }
        return agent.orElseThrow();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path made = Files.createTempDirectory("keeping");
        folder = Optional.of(made);
        sshd = Optional.of(Sshd.start(made.resolve("sshd")));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        test++;
        keeper = Optional.of(new Keeper(sshd(), root()));
        agent = Optional.empty();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        keeper().close();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        sshd().close();
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder.orElseThrow())) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
