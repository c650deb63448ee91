package dev.cdctl.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.StoreContract;
import dev.cdctl.state.form.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file store keeps the contract, and its files are what operators are told. */
class FileStoreTest extends StoreContract {
    private Path folder;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        folder = temporary;
    }

    @Override
    protected Store store() {
        return new FileStore(root());
    }

    @Test
    void aRecordIsTheFileOfItsKey() throws IOException {
        put("books/production/decision", "blue");

        assertThat(root().resolve("books/production/decision.json"))
                .content()
                .contains("\"format\" : 1", "\"revision\" : 1", "\"text\" : \"blue\"");
    }

    @Test
    void aFolderThatHoldsNothingAnyMoreIsGone() {
        put("books/production/decision", "blue");
        put("books/integration/decision", "blue");
        delete("books/production/decision");
        assertThat(root().resolve("books")).isDirectory();
        assertThat(root().resolve("books/production")).doesNotExist();
    }

    @Test
    void readingCreatesNothing() {
        assertThat(store().read("a/b")).isEmpty();
        assertThat(store().list("a")).isEmpty();
        assertThat(root()).doesNotExist();
    }

    @Test
    void onlyTheOwnerCanReadAndNothingIsLeftOver() throws IOException {
        put("books/production/decision", "blue");
        put("books/production/decision", "green");
        delete("books/production/decision");

        try (Stream<Path> all = Files.walk(root())) {
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(mode).as(path.toString()).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                assertThat(path.toString()).doesNotEndWith(".tmp");
            }
        }
    }

    @Test
    void everyFlippedBitOfARecordIsNoticed() throws IOException {
        put("a/b", "some text");
        Path file = root().resolve("a/b.json");
        byte[] good = Files.readAllBytes(file);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertThatThrownBy(() -> store().read("a/b"))
                    .as("bit %d", bit)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aDamagedRecordNeedsAPersonAndIsNotOverwritten() throws IOException {
        put("a/b", "text");
        Path file = Files.writeString(root().resolve("a/b.json"), "{\"format\":1");

        assertFailure(() -> put("a/b", "new"), Failure.Kind.NEEDS_PERSON, "CD-711");
        assertThat(file).hasContent("{\"format\":1");
    }

    @Test
    void aRecordUnderAnotherNameIsDamaged() throws IOException {
        put("a/b", "text");
        Files.copy(root().resolve("a/b.json"), root().resolve("a/c.json"));

        assertFailure(() -> store().read("a/c"), Failure.Kind.NEEDS_PERSON, "CD-711");
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        put("a/b", "text");
        Path file = Files.writeString(root().resolve("a/b.json"), "{\"format\":2,\"new\":[]}");

        assertFailure(() -> store().read("a/b"), Failure.Kind.REFUSED, "CD-712");
        assertThatThrownBy(() -> store().read("a/b")).hasMessageContaining("needs a newer cdctl");
        assertFailure(() -> put("a/b", "x"), Failure.Kind.REFUSED, "CD-712");
        assertThat(file).hasContent("{\"format\":2,\"new\":[]}");
    }

    @Test
    void whatIsDecidedCountsBeforeItIsInTheFiles() {
        put("a/kept", "old");
        put("a/gone", "old");
        decide(Map.of("a/kept", "new", "a/made", "new"), Set.of("a/gone"));

        assertThat(text("a/kept")).isEqualTo("new");
        assertThat(store().read("a/gone")).isEmpty();
        assertThat(store().list("a")).containsExactly("a/kept", "a/made");
        assertThat(root().resolve("a/gone.json")).exists();
    }

    @Test
    void theNextWriterCompletesWhatIsDecided() {
        put("a/gone", "old");
        decide(Map.of("a/made", "new"), Set.of("a/gone"));
        put("x/y", "other");

        assertThat(root().resolve(".redo.json")).doesNotExist();
        assertThat(root().resolve("a/gone.json")).doesNotExist();
        assertThat(root().resolve("a/made.json")).exists();
        assertThat(text("a/made")).isEqualTo("new");
    }

    @Test
    void aDamagedRedoRecordNeedsAPerson() throws IOException {
        put("a/b", "text");
        Files.writeString(root().resolve(".redo.json"), "{}");

        assertFailure(() -> store().read("a/b"), Failure.Kind.NEEDS_PERSON, "CD-711");
        assertFailure(() -> put("a/c", "text"), Failure.Kind.NEEDS_PERSON, "CD-711");
    }

    @Test
    void aHalfWrittenFileOfAKilledWriterIsIgnoredAndSweptAway() throws IOException {
        put("a/b", "text");
        Path left = Files.writeString(root().resolve("a/.b.json.123.tmp"), "{\"form");

        assertThat(store().list("a")).containsExactly("a/b");
        put("a/b", "next");
        assertThat(left).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsUnreachableAndNamed() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");

        List<Change> changes = List.of(new Change.Put("a/b", 0, value("text")));
        assertFailure(() -> store().commit(changes), Failure.Kind.UNREACHABLE, "CD-710");
        assertThatThrownBy(() -> store().commit(changes)).hasMessageContaining(root().toString());
    }

    private void decide(Map<String, String> puts, Set<String> deletes) {
        Map<String, String> writes = new LinkedHashMap<>();
        puts.forEach((key, text) -> writes.put(
                key + ".json",
                new String(StoredRecord.encode(key, new Store.Versioned(value(text), 9)), StandardCharsets.UTF_8)));
        Set<String> paths =
                Set.copyOf(deletes.stream().map(key -> key + ".json").toList());
        new Redo(writes, paths).decide(root());
    }

    private void assertFailure(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Failure.Kind kind, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.problems().get(0).code()).isEqualTo(code);
        });
    }

    private void put(String key, String text) {
        assertThat(store().commit(List.of(new Change.Put(key, revision(key), value(text)))))
                .isTrue();
    }

    private void delete(String key) {
        assertThat(store().commit(List.of(new Change.Delete(key, revision(key)))))
                .isTrue();
    }

    private long revision(String key) {
        return store().read(key).map(Store.Versioned::revision).orElse(0L);
    }

    private String text(String key) {
        return store().read(key).orElseThrow().value().need("text");
    }

    private static Json.Obj value(String text) {
        return Json.object().put("text", text).build();
    }

    private Path root() {
        return folder.resolve("state");
    }
}
