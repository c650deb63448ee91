package dev.cdctl.supply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.supply.key.Openssl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopeTest {
    private static final Json.Obj SAID = Json.object().put("said", "something").build();

    private final Openssl openssl;

    EnvelopeTest(@TempDir Path folder) {
        openssl = new Openssl(folder).key("ana");
    }

    @Test
    void whatIsSignedIsTheExampleOfTheSpecification() {
        Envelope envelope = new Envelope("http://example.com/HelloWorld", "hello world", List.of());

        assertThat(new String(envelope.signedBytes(), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void opensslVerifiesAnEnvelopeAndCanMakeOne() {
        Envelope own = Envelope.sign("text/plain", "größer", openssl.signing("ana"));
        byte[] signature = Base64.getDecoder().decode(own.signatures().get(0).signature());
        assertThat(openssl.verifies("ana", own.signedBytes(), signature)).isTrue();

        String other = Base64.getEncoder().encodeToString(openssl.sign("ana", own.signedBytes()));
        Envelope made = new Envelope("text/plain", "größer", List.of(new Envelope.Signature("", other)));
        assertThat(made.signer(List.of(openssl.verifying("ana")))).isPresent();
    }

    @Test
    void itIsReadBackAsItWasWritten() {
        Envelope envelope = new Statement(List.of(), "https://example.org/a", SAID).sign(openssl.signing("ana"));

        Envelope read = Envelope.from(JsonText.readObject(JsonText.pretty(envelope.toJson())));

        assertThat(read).isEqualTo(envelope);
        assertThat(Statement.in(read).predicate()).isEqualTo(SAID);
        assertThat(read.signer(List.of(openssl.verifying("ana")))).isPresent();
    }

    @Test
    void noByteOfItCanBeAnother() {
        Envelope envelope = Envelope.sign(Statement.MEDIA_TYPE, "payload", openssl.signing("ana"));
        List<Envelope.Signature> signatures = envelope.signatures();

        assertThat(isTrusted(envelope)).isTrue();
        assertThat(isTrusted(new Envelope(envelope.payloadType(), "Payload", signatures)))
                .isFalse();
        assertThat(isTrusted(new Envelope("text/plain", "payload", signatures))).isFalse();
        assertThat(isTrusted(new Envelope(envelope.payloadType(), "payload", List.of())))
                .isFalse();
        Envelope.Signature broken = new Envelope.Signature(signatures.get(0).keyId(), "%%%");
        assertThat(isTrusted(new Envelope(envelope.payloadType(), "payload", List.of(broken))))
                .isFalse();
        Envelope.Signature renamed =
                new Envelope.Signature("0000", signatures.get(0).signature());
        assertThat(isTrusted(new Envelope(envelope.payloadType(), "payload", List.of(renamed))))
                .as("the key id is only a hint")
                .isTrue();
    }

    private boolean isTrusted(Envelope envelope) {
        return envelope.signer(List.of(openssl.verifying("ana"))).isPresent();
    }
}
