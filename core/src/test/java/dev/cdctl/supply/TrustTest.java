package dev.cdctl.supply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.supply.key.Openssl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    private static final ReleaseManifest RELEASE = release("books", "1.0", "bytes");

    private final Openssl openssl;
    private final Trust trust;

    TrustTest(@TempDir Path folder) {
        openssl = new Openssl(folder).key("ana").key("eve");
        trust = Trust.in(folder, List.of("ana.pub"));
    }

    @Test
    void aReleaseIsTrustedWhenOneOfTheKeysSignedIt(@TempDir Path folder) {
        assertThat(trust.objection(RELEASE, List.of(signed(RELEASE, "ana")))).isEmpty();
        assertThat(trust.objection(RELEASE, List.of(signed(RELEASE, "eve"), signed(RELEASE, "ana"))))
                .isEmpty();
        assertThat(Trust.in(openssl.folder(), List.of("eve.pub", "ana.pub"))
                        .objection(RELEASE, List.of(signed(RELEASE, "ana"))))
                .isEmpty();
    }

    @Test
    void whatIsNotSignedIsNotTrusted() {
        assertThat(why()).isEqualTo("it has no signature");
        assertThat(why(passed())).isEqualTo("it has no signature");
        Json.Obj unsigned = Attestation.of(
                        Attestation.What.SIGNATURE,
                        RELEASE.release().digest(),
                        ReleaseStatement.of(RELEASE),
                        Optional.empty())
                .toJson();
        assertThat(why(unsigned)).startsWith("it has 1 signature,");
    }

    @Test
    void theSignatureOfAnotherKeyIsNone() {
        assertThat(why(signed(RELEASE, "eve"))).contains("by another key");
    }

    @Test
    void theSignatureOfAnotherReleaseIsNone() {
        for (ReleaseManifest other : List.of(
                release("books", "1.1", "bytes"),
                release("books", "1.0", "other bytes"),
                release("cds", "1.0", "bytes"))) {
            assertThat(why(signed(other, "ana"))).as(other.text()).contains("of other bytes");
        }
    }

    @Test
    void aSignatureOfSomethingElseAboutTheReleaseIsNone() {
        Statement provenance = new Statement(
                ReleaseStatement.subjects(RELEASE),
                Slsa.PREDICATE,
                Json.object().build());
        Json.Obj evidence = Attestation.of(
                        Attestation.What.SIGNATURE,
                        RELEASE.release().digest(),
                        provenance,
                        Optional.of(openssl.signing("ana")))
                .toJson();

        assertThat(why(evidence)).contains("of other bytes");
    }

    @Test
    void damagedEvidenceProvesNothingAndHindersNothing() {
        Json.Obj empty = Json.object().put("format", 1).put("what", "signature").build();
        Json.Obj newer = Json.object().put("format", 2).put("what", "signature").build();

        assertThat(why(empty, newer)).isEqualTo("it has no signature");
        assertThat(trust.objection(RELEASE, List.of(empty, newer, signed(RELEASE, "ana"))))
                .isEmpty();
    }

    private String why(Json.Obj... evidence) {
        Problem problem = trust.objection(RELEASE, List.of(evidence)).orElseThrow();
        assertThat(problem.code()).isEqualTo("CD-763");
        return problem.why();
    }

    private Json.Obj signed(ReleaseManifest release, String key) {
        return Attestation.of(
                        Attestation.What.SIGNATURE,
                        release.release().digest(),
                        ReleaseStatement.of(release),
                        Optional.of(openssl.signing(key)))
                .toJson();
    }

    private static Json.Obj passed() {
        return Json.object().put("format", 1).put("what", "passed").build();
    }

    private static ReleaseManifest release(String service, String version, String bytes) {
        return new ReleaseManifest(
                new Name(service),
                new Version(version),
                Optional.empty(),
                List.of(new ReleaseManifest.Item(
                        new Name("books"), "books-" + version + ".zip", Digest.of(bytes), bytes.length())));
    }
}
