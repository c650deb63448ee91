package dev.cdctl.wiring.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.history.Published;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.Move;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the address of a store stands for. */
class StoredPipelineTest {
    private static final String TEXT = """
            service: %s
            package: [{archive: {name: a, files: [a]}}]
            run: {command: ./start.sh, env: {KEY: {secret: {file: key}}}}
            environments:
              integration: {}
              staging: {state: "%2$s"}
              production: {state: "%2$s"}
            """;

    private final Path folder;
    private final String url;
    private final Store store;
    private final List<Problem> warnings = new ArrayList<>();

    StoredPipelineTest(@TempDir Path folder) {
        this.folder = folder;
        this.url = "file:" + folder.resolve("state");
        this.store = new FileStore(folder.resolve("state/store"));
    }

    private String text(String service) {
        return TEXT.formatted(service, url);
    }

    private void decided(String service, String environment, String text) {
        Listing listing = new Listing(new Name(service), new Name(environment), "", "", List.of(), "build7");
        commit(new Published(listing, new PipelineText("ship.yaml", text)).changes(store));
    }

    private void decidedByAnOlderOne(String service, String environment) {
        Name name = new Name(service);
        String key = Listing.key(name, new Name(environment));
        Listing listing = new Listing(name, new Name(environment), "older", "", List.of(), "build7");
        commit(listing.change(store.read(key)).stream().toList());
    }

    private void commit(List<Change> changes) {
        assertThat(store.commit(changes)).isTrue();
    }

    private Pipeline read(String address, String... environment) {
        Setting setting = new Setting(
                folder.resolve("here/pipeline.yaml"),
                Map.of("HOME", folder.toString()),
                Set.of(),
                "status",
                Duration.ZERO,
                List.of("cdctl"),
                new KnownSecrets(),
                event -> warnings.add(((Event.Warning) event).problem()),
                new Cancel());
        Optional<Name> named = List.of(environment).stream().findFirst().map(Name::new);
        return StoredPipeline.read(setting, StoreAddress.parse(address, named));
    }

    private void refused(Failure.Kind kind, String code, String words, String address, String... environment) {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(address, environment));
        assertThat(failure.kind()).isEqualTo(kind);
        Problem problem = failure.problems().get(0);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.what() + "; " + problem.why() + "; " + problem.remedy())
                .contains(words);
    }

    private static List<String> names(Pipeline pipeline) {
        return pipeline.environments().stream().map(spec -> spec.name().text()).toList();
    }

    @Test
    void theOnlyServiceIsMeantWithTheEnvironmentsThatTheStoreHas() {
        decided("books", "staging", text("books"));
        decided("books", "production", text("books"));

        Pipeline pipeline = read(url);
        assertThat(names(pipeline)).containsExactly("staging", "production");
        assertThat(pipeline.file()).isEqualTo(folder.resolve("here/ship.yaml"));
        assertThat(pipeline.written().text()).isEqualTo(text("books"));
        assertThat(names(read(url + "#books", "production"))).containsExactly("staging", "production");
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofSeveralServicesOneIsNamed() {
        decided("books", "production", text("books"));
        decided("loans", "production", text("loans"));

        refused(Failure.Kind.USAGE, "CD-871", "has books, loans; cdctl status -f " + url + "#books", url);
        assertThat(read(url + "#loans").service()).isEqualTo(new Name("loans"));
        refused(Failure.Kind.USAGE, "CD-872", "it has books, loans; did you mean 'loans'?", url + "#loan");
    }

    @Test
    void ofSeveralTextsAnEnvironmentIsNamed() {
        decided("books", "staging", text("books") + "# newer");
        decided("books", "production", text("books"));

        refused(Failure.Kind.USAGE, "CD-822", "has production, staging of books", url);
        assertThat(read(url, "staging").written().text()).endsWith("# newer");
        assertThat(read(url, "production").written().text()).doesNotContain("newer");
        refused(Failure.Kind.USAGE, "CD-821", "it has production, staging; did you mean 'staging'?", url, "stagin");
    }

    @Test
    void whereNothingIsThereIsNoPipeline() {
        refused(Failure.Kind.REFUSED, "CD-874", "has its state in " + url, url);
        refused(Failure.Kind.USAGE, "CD-872", "there is no service 'books'", url + "#books");
    }

    @Test
    void whatAnOlderCdctlDecidedHasNoneEvenIfThereWasOneBefore() {
        decidedByAnOlderOne("books", "production");
        refused(Failure.Kind.REFUSED, "CD-873", "no pipeline.yaml of books in production", url);

        decided("loans", "production", text("loans"));
        decidedByAnOlderOne("loans", "production");
        refused(Failure.Kind.REFUSED, "CD-873", "no pipeline.yaml of loans in production", url + "#loans");
    }

    @Test
    void aTextThatIsOfSomethingElseIsDamaged() {
        decided("books", "production", text("loans"));
        refused(Failure.Kind.NEEDS_PERSON, "CD-711", "books/production/pipeline", url);
    }

    @Test
    void whatWasCopiedElsewhereIsNamed() {
        Move move =
                new Move(Move.State.MOVED, "etcd://etcd1:2379/cdctl", "k3f9", "ana", Instant.EPOCH, Optional.empty());
        commit(List.of(move.record(store, "books/production")));

        refused(Failure.Kind.REFUSED, "CD-910", "-f etcd://etcd1:2379/cdctl#books", url + "#books", "production");
    }

    @Test
    void theStoreThatIsNamedCountsAndAnotherInTheTextIsTold() {
        String other = "consul://127.0.0.1:8500/cdctl";
        String text = text("books").replace(url, other);
        decided("books", "staging", text);
        decided("books", "production", text);

        assertThat(read(url, "production").environments())
                .extracting(EnvironmentSpec::state)
                .containsOnly(Optional.of(url));
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).code()).isEqualTo("CD-876");
        assertThat(warnings.get(0).what() + warnings.get(0).why()).contains("books in production", url, other);
    }

    @Test
    void theUsersOwnFolderIsTheSameByItsAddress() {
        Store own = new FileStore(folder.resolve(".local/state/cdctl/store"));
        Listing listing = new Listing(new Name("books"), new Name("integration"), "", "", List.of(), "build7");
        assertThat(own.commit(new Published(listing, new PipelineText("pipeline.yaml", text("books"))).changes(own)))
                .isTrue();

        assertThat(names(read("file:" + folder.resolve(".local/state/cdctl")))).containsExactly("integration");
        assertThat(warnings).isEmpty();
    }

    @Test
    void problemsAreToldOfTheStore() {
        decided("books", "production", text("books") + "x: 1\n");

        Failure failure = catchThrowableOfType(Failure.class, () -> read(url));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
        assertThat(failure.problems().get(0).origin().orElseThrow().toString()).isEqualTo(url + "#books:8:1");
    }
}
