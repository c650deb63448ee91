package dev.cdctl.supply;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.supply.key.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A signed message: the Dead Simple Signing Envelope, DSSE 1.0. What is signed is {@link #signedBytes}: the type and the
 * payload with their lengths, so that a signature for one type of message is none for another.
 *
 * @param payload the bytes, as text in UTF-8
 */
public record Envelope(String payloadType, String payload, List<Signature> signatures) {
    /**
     * One signature.
     *
     * @param keyId a hint at the key, which nothing may rely on
     * @param signature in DER, Base64
     */
    public record Signature(String keyId, String signature) {}

    /** Copies the list. */
    public Envelope {
        signatures = List.copyOf(signatures);
    }

    /** Signs a payload. */
    public static Envelope sign(String payloadType, String payload, SigningKey key) {
        Envelope unsigned = new Envelope(payloadType, payload, List.of());
        byte[] signature = key.sign(unsigned.signedBytes());
        return new Envelope(
                payloadType,
                payload,
                List.of(new Signature(
                        key.verifying().id().hex(), Base64.getEncoder().encodeToString(signature))));
    }

    /** The pre-authentication encoding: {@code DSSEv1 SP LEN(type) SP type SP LEN(payload) SP payload}. */
    public byte[] signedBytes() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(type);
        bytes.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    /** The first of these keys whose owner signed it. */
    public Optional<VerifyingKey> signer(List<VerifyingKey> keys) {
        byte[] signed = signedBytes();
        return keys.stream()
                .filter(key -> signatures.stream().anyMatch(each -> verifies(key, signed, each)))
                .findFirst();
    }

    private static boolean verifies(VerifyingKey key, byte[] signed, Signature signature) {
        try {
            return key.verifies(signed, Base64.getDecoder().decode(signature.signature()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The envelope in the members that DSSE names. */
    public Json.Obj toJson() {
        return Json.object()
                .put("payloadType", payloadType)
                .put("payload", Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)))
                .put(
                        "signatures",
                        Json.of(signatures.stream()
                                .map(each -> Json.object()
                                        .put("keyid", each.keyId())
                                        .put("sig", each.signature())
                                        .build())
                                .toList()))
                .build();
    }

    /**
     * Reads what {@link #toJson} or another tool wrote.
     *
     * @throws JsonException when it is no envelope
     */
    public static Envelope from(Json.Obj json) {
        try {
            byte[] payload = Base64.getDecoder().decode(json.need("payload"));
            List<Signature> signatures = json.items("signatures").stream()
                    .map(Json.Obj.class::cast)
                    .map(each -> new Signature(each.text("keyid").orElse(""), each.need("sig")))
                    .toList();
            return new Envelope(json.need("payloadType"), new String(payload, StandardCharsets.UTF_8), signatures);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new JsonException("it is no envelope: " + e.getMessage(), e);
        }
    }
}
