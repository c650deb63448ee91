package dev.cdctl.adapter.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.StoreContract;
import dev.cdctl.state.lease.LeasedLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store of another computer keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshStoreTest extends StoreContract {
    @RegisterExtension
    final Keeping keeping = new Keeping();

    /** Another view over the same connection; what was seen by one is not known to the next. */
    @Override
    protected Store store() {
        return new SshStore(keeping.agent());
    }

    @Test
    void aReadAndACommitAreOneRoundTripEach() {
        Store store = store();
        keeping.agent().entered();
        store.read("a/b");
        long before = keeping.agent().roundTrips();
        store.commit(List.of(new Change.Put("a/b", 0, value("one"))));
        store.read("a/b");
        store.commit(List.of(new Change.Put("a/b", 1, value("two")), new Change.Check("a/c", 0)));
        store.commit(List.of(new Change.Delete("a/b", 2), new Change.Put("a/c", 0, value("three"))));

        assertThat(keeping.agent().roundTrips() - before).isEqualTo(4);
    }

    @Test
    void whoOnlyReadsWritesNothing() {
        assertThat(store().read("a/b")).isEmpty();
        assertThat(store().list("a")).isEmpty();
        assertThat(new SshJournal(keeping.agent(), "a/b").entries()).isEmpty();
        assertThat(new LeasedLocks(store(), new SshSigns(keeping.agent()), () -> false).holder("a"))
                .isEmpty();
        assertThat(keeping.root()).doesNotExist();

        store().commit(List.of(new Change.Put("a/b", 0, value("text"))));
        assertThat(new SshStore(keeping.keeper().agent()).read("a/b")).isPresent();
        assertThat(keeping.root().resolve("sessions"))
                .isDirectoryContaining(
                        file -> file.endsWith(keeping.agent().begun().session()));
        assertThat(keeping.root().resolve("sessions").toFile().list()).hasSize(1);
    }

    @Test
    void aFolderThatIsMadeLaterIsSeen() {
        assertThat(store().read("a/b")).isEmpty();

        new SshStore(keeping.keeper().agent()).commit(List.of(new Change.Put("a/b", 0, value("text"))));

        assertThat(store().read("a/b")).isPresent();
        assertThat(store().list("a")).containsExactly("a/b");
    }

    @Test
    void whatCannotBeEnteredIsNotTakenForEmpty() throws IOException {
        Files.writeString(keeping.root(), "a file is in the way");

        assertFailure(() -> store().read("a/b"), Failure.Kind.UNREACHABLE, "CD-700");
        assertThat(keeping.root()).hasContent("a file is in the way");
    }

    @Test
    void aFolderOfAnotherFormIsRefusedUnchanged() throws IOException {
        Files.createDirectories(keeping.root().resolve("store"));
        Path form = Files.writeString(keeping.root().resolve("by-ssh"), "2\n");

        assertFailure(() -> store().read("a/b"), Failure.Kind.REFUSED, "CD-693");
        assertThat(form).hasContent("2");
    }

    @Test
    void aDamagedRecordNeedsAPersonAndIsNotOverwritten() throws IOException {
        Store store = store();
        store.commit(List.of(new Change.Put("a/b", 0, value("text"))));
        Path file = Files.writeString(keeping.root().resolve("store/a/b.json"), "{\"format\":1");

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
        Path file = Files.writeString(keeping.root().resolve("store/a/b.json"), "{\"format\":2,\"new\":[]}\n");

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
