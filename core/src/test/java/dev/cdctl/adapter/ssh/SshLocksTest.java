package dev.cdctl.adapter.ssh;

import dev.cdctl.servers.Sshd;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.LocksContract;
import dev.cdctl.state.Store;
import dev.cdctl.state.lease.LeasedLocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The locks of another computer keep the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshLocksTest extends LocksContract {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Sshd sshd;
    private Keeper keeper;
    private Agent agent;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        sshd = Sshd.start(folder.resolve("sshd"));
    }

    @AfterAll
    void stop() {
        sshd.close();
    }

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        cancelled.set(false);
        keeper = new Keeper(sshd, temporary.resolve("state"));
        agent = keeper.agent();
    }

    @AfterEach
    void tearDown() throws Exception {
        keeper.close();
    }

    @Override
    protected Locks locks() {
        return new LeasedLocks(store(), new SshSigns(agent), cancelled::get);
    }

    @Override
    protected Store store() {
        return new SshStore(agent);
    }

    @Override
    protected long acquireAndDie(String name) {
        Agent other = keeper.agent();
        Lock lock = new LeasedLocks(new SshStore(other), new SshSigns(other), cancelled::get)
                .acquire(name, owner("anna"), Duration.ZERO);
        agent.ask("finish", other.begun().session(), other.begun().process());
        return lock.token();
    }

    @Override
    protected void cancel() {
        cancelled.set(true);
    }
}
