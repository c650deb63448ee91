package dev.cdctl.adapter.ssh;

import dev.cdctl.servers.Sshd;
import dev.cdctl.state.Changes;
import dev.cdctl.state.ChangesContract;
import dev.cdctl.state.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The changes of another computer's store keep the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshChangesTest extends ChangesContract {
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
        keeper = new Keeper(sshd, temporary.resolve("state"));
        agent = keeper.agent();
    }

    @AfterEach
    void tearDown() throws Exception {
        keeper.close();
    }

    @Override
    protected Store store() {
        return new SshStore(agent);
    }

    @Override
    protected Changes changes() {
        return new SshChanges(agent);
    }
}
