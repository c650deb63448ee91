package dev.cdctl.supply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the statement against the field tables of in-toto Statement v1 and SLSA provenance v1, which have no schema. */
class SlsaTest {
    private static final Commit COMMIT = new Commit("0123456789abcdef0123456789abcdef01234567");
    private static final Digest ARCHIVE = Digest.of("archive");

    @Test
    void theStatementHasTheFieldsOfTheSpecification() {
        Json.Obj json = provenance("https://ci.example/job/7/").toJson();

        // Statement: _type, subject (a set of ResourceDescriptor with digest), predicateType, predicate.
        assertThat(json.members().keySet()).isEqualTo(Set.of("_type", "subject", "predicateType", "predicate"));
        assertThat(json.text("_type")).contains("https://in-toto.io/Statement/v1");
        assertThat(json.text("predicateType")).contains("https://slsa.dev/provenance/v1");
        json.items("subject").forEach(subject -> {
            Json.Obj descriptor = (Json.Obj) subject;
            assertThat(descriptor.members().keySet()).isEqualTo(Set.of("name", "digest"));
            assertThat(descriptor.object("digest").orElseThrow().need("sha256")).matches("[0-9a-f]{64}");
        });
        // Provenance: buildDefinition and runDetails, both required.
        Json.Obj predicate = json.object("predicate").orElseThrow();
        assertThat(predicate.members().keySet()).isEqualTo(Set.of("buildDefinition", "runDetails"));
        // BuildDefinition: buildType (TypeURI, required), externalParameters (object, required), internalParameters,
        // resolvedDependencies (array of ResourceDescriptor).
        Json.Obj definition = predicate.object("buildDefinition").orElseThrow();
        assertThat(definition.members().keySet())
                .isSubsetOf("buildType", "externalParameters", "internalParameters", "resolvedDependencies")
                .contains("buildType", "externalParameters");
        assertThat(URI.create(definition.need("buildType")).isAbsolute()).isTrue();
        // RunDetails: builder (required), metadata, byproducts. Builder: id (TypeURI, required), version (map of text).
        Json.Obj details = predicate.object("runDetails").orElseThrow();
        assertThat(details.members().keySet()).isSubsetOf("builder", "metadata", "byproducts");
        Json.Obj builder = details.object("builder").orElseThrow();
        assertThat(URI.create(builder.need("id")).isAbsolute()).isTrue();
        builder.object("version")
                .orElseThrow()
                .members()
                .values()
                .forEach(text -> assertThat(text).isInstanceOf(Json.Str.class));
        // BuildMetadata: invocationId, startedOn, finishedOn (RFC 3339 in UTC).
        Json.Obj metadata = details.object("metadata").orElseThrow();
        assertThat(metadata.members().keySet()).isSubsetOf("invocationId", "startedOn", "finishedOn");
        assertThat(metadata.need("finishedOn")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void itSaysWhatWasBuiltFromWhatByWhom() {
        Statement statement = provenance("https://ci.example/job/7/");

        assertThat(statement.subjects())
                .extracting(Statement.Subject::name)
                .containsExactly("release.json", "books-1.0.zip");
        String text = statement.text();
        assertThat(text)
                .contains("\"gitCommit\":\"" + COMMIT + "\"", "\"dirty\":true", "\"stages\":[\"build\",\"unit\"]")
                .contains("\"id\":\"https://ci.example/\"", "\"invocationId\":\"https://ci.example/job/7/\"")
                .contains("\"uri\":\"git+https://git.example/books@" + COMMIT + "\"");
    }

    @Test
    void whatWasBuiltOnSomebodysMachineSaysSo() {
        assertThat(provenance("20260102-030405-abc").text()).contains("\"id\":\"https://cdctl.dev/builder/local\"");
    }

    private static Statement provenance(String run) {
        ReleaseManifest manifest = new ReleaseManifest(
                new Name("books"),
                new Version("1.0"),
                Optional.of(COMMIT),
                List.of(new ReleaseManifest.Item(new Name("books"), "books-1.0.zip", ARCHIVE, 7)));
        Instant end = Instant.parse("2026-01-02T03:04:05Z");
        ReleaseFile file = new ReleaseFile(
                manifest,
                true,
                run,
                List.of(
                        new ReleaseFile.StageEnd("build", end.minusSeconds(9), 0),
                        new ReleaseFile.StageEnd("unit", end, 0)),
                Optional.empty());
        return new Slsa(file, Digest.of("pipeline"), Optional.of("https://git.example/books"), "1.2.3").statement();
    }
}
