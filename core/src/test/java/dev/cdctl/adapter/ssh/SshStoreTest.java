package dev.cdctl.adapter.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.servers.Sshd;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.StoreContract;
import dev.cdctl.state.lease.LeasedLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The store of another computer keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshStoreTest extends StoreContract {
    private Sshd sshd;
    private Path root;
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
        root = temporary.resolve("state");
        keeper = new Keeper(sshd, root);
        agent = keeper.agent();
    }

    @AfterEach
    void tearDown() throws Exception {
        keeper.close();
    }

    /** Another view over the same connection; what was seen by one is not known to the next. */
    @Override
    protected Store store() {
        return new SshStore(agent);
    }

    @Test
    void aReadAndACommitAreOneRoundTripEach() {
        Store store = store();
        agent.entered();
        store.read("a/b");
        long before = agent.roundTrips();
        store.commit(List.of(new Change.Put("a/b", 0, value("one"))));
        store.read("a/b");
        store.commit(List.of(new Change.Put("a/b", 1, value("two")), new Change.Check("a/c", 0)));
        store.commit(List.of(new Change.Delete("a/b", 2), new Change.Put("a/c", 0, value("three"))));

        assertThat(agent.roundTrips() - before).isEqualTo(4);
    }

    @Test
    void whoOnlyReadsWritesNothing() {
        assertThat(store().read("a/b")).isEmpty();
        assertThat(store().list("a")).isEmpty();
        assertThat(new SshJournal(agent, "a/b").entries()).isEmpty();
        assertThat(new LeasedLocks(store(), new SshSigns(agent), () -> false).holder("a"))
                .isEmpty();
        assertThat(root).doesNotExist();

        store().commit(List.of(new Change.Put("a/b", 0, value("text"))));
        assertThat(new SshStore(keeper.agent()).read("a/b")).isPresent();
        assertThat(root.resolve("sessions"))
                .isDirectoryContaining(file -> file.endsWith(agent.begun().session()));
        assertThat(root.resolve("sessions").toFile().list()).hasSize(1);
    }

    @Test
    void aFolderThatIsMadeLaterIsSeen() {
        assertThat(store().read("a/b")).isEmpty();

        new SshStore(keeper.agent()).commit(List.of(new Change.Put("a/b", 0, value("text"))));

        assertThat(store().read("a/b")).isPresent();
        assertThat(store().list("a")).containsExactly("a/b");
    }

    @Test
    void whatCannotBeEnteredIsNotTakenForEmpty() throws IOException {
        Files.writeString(root, "a file is in the way");

        assertFailure(() -> store().read("a/b"), Failure.Kind.UNREACHABLE, "CD-700");
        assertThat(root).hasContent("a file is in the way");
    }

    @Test
    void aFolderOfAnotherFormIsRefusedUnchanged() throws IOException {
        Files.createDirectories(root.resolve("store"));
        Path form = Files.writeString(root.resolve("by-ssh"), "2\n");

        assertFailure(() -> store().read("a/b"), Failure.Kind.REFUSED, "CD-693");
        assertThat(form).hasContent("2");
    }

    @Test
    void aDamagedRecordNeedsAPersonAndIsNotOverwritten() throws IOException {
        Store store = store();
        store.commit(List.of(new Change.Put("a/b", 0, value("text"))));
        Path file = Files.writeString(root.resolve("store/a/b.json"), "{\"format\":1");

        assertFailure(() -> store.read("a/b"), Failure.Kind.NEEDS_PERSON, "CD-711");
        assertFailure(
                () -> store.commit(List.of(new Change.Put("a/b", 1, value("new")))),
                Failure.Kind.NEEDS_PERSON,
                "CD-711");
        assertThat(file).hasContent("{\"format\":1");
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        store().commit(List.of(new Change.Put("a/b", 0, value("text"))));
        Path file = Files.writeString(root.resolve("store/a/b.json"), "{\"format\":2,\"new\":[]}\n");

        assertFailure(() -> store().read("a/b"), Failure.Kind.REFUSED, "CD-712");
        assertFailure(
                () -> store().commit(List.of(new Change.Put("a/b", 1, value("x")))), Failure.Kind.REFUSED, "CD-712");
        assertThat(file).hasContent("{\"format\":2,\"new\":[]}\n");
    }

    static void assertFailure(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Failure.Kind kind, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    private static Json.Obj value(String text) {
        return Json.object().put("text", text).build();
    }
}
