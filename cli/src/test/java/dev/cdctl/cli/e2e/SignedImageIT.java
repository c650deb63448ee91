package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that was pushed has a signature beside it, which is read here without any code of cdctl. */
class SignedImageIT {
    private static final Pattern PAYLOAD = Pattern.compile("\\{\"critical\":\\{\"identity\":\\{\"docker-reference\":\""
            + "([^\"]+)\"},\"image\":\\{\"docker-manifest-digest\":\"(sha256:[0-9a-f]{64})\"},\"type\":\"([^\"]+)\"},"
            + "\"optional\":null}");
    private static final String ACCEPT =
            "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";

    private final Path folder;
    private final Dockerd engine;
    private final Registry registry;
    private final Shop shop;

    SignedImageIT(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        engine = Dockerd.start(folder.resolve("engine"));
        registry = Registry.plain(folder.resolve("registry"));
        shop = Shop.open(
                Files.createDirectory(folder.resolve("shop")),
                usual -> usual.replace(
                                "push: {archives:",
                                "  - image: {name: shop}\npush: {images: " + registry.address() + "/team, archives:")
                        + "sign: {key: ../release.key}\n");
        shop.with("DOCKER_HOST", engine.host());
        shop.write("Dockerfile", "FROM scratch\nCOPY release.txt /release.txt\n");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "shop/release.key");
        openssl("ec", "-in", "shop/release.key", "-pubout", "-out", "shop/release.pub");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        shop.close();
        registry.close();
        engine.close();
    }

    @Test
    void opensslVerifiesTheSignatureThatCosignReads() throws IOException, InterruptedException {
        shop.release("1.0.0");

        String digest = digest();
        Json.Obj signatures = manifest("sha256-" + digest.substring(7) + ".sig");
        assertThat(signatures.items("layers")).hasSize(1);
        isSigned((Json.Obj) signatures.items("layers").get(0), digest);
    }

    @Test
    void theSignatureRefersToTheImageAndIsListed() throws IOException, InterruptedException {
        shop.release("1.0.0");

        String digest = digest();
        Json.Obj index = manifest("sha256-" + digest.substring(7));
        assertThat(index.need("mediaType")).isEqualTo("application/vnd.oci.image.index.v1+json");
        assertThat(index.items("manifests")).hasSize(1);
        Json.Obj listed = (Json.Obj) index.items("manifests").get(0);
        assertThat(listed.need("artifactType")).isEqualTo("application/vnd.dev.cosign.artifact.sig.v1+json");
        Json.Obj referrer = manifest(listed.need("digest"));
        assertThat(referrer.object("subject").orElseThrow().need("digest")).isEqualTo(digest);
        assertThat(referrer.need("artifactType")).isEqualTo(listed.need("artifactType"));
        isSigned((Json.Obj) referrer.items("layers").get(0), digest);
    }

    @Test
    void aPushAgainSignsNothingAgain() throws IOException {
        shop.release("1.0.0");

        assertThat(shop.done("run", "--to", "push").err())
                .contains("skipped sign-image-shop: already done", "skipped attest: already done");
    }

    private void isSigned(Json.Obj layer, String digest) throws IOException, InterruptedException {
        assertThat(layer.need("mediaType")).isEqualTo("application/vnd.dev.cosign.simplesigning.v1+json");
        byte[] payload = get("blobs/" + layer.need("digest"));
        Matcher said = PAYLOAD.matcher(new String(payload, StandardCharsets.UTF_8));
        assertThat(said.matches()).isTrue();
        assertThat(said.group(1)).isEqualTo(registry.address() + "/team/shop");
        assertThat(said.group(2)).isEqualTo(digest);
        assertThat(said.group(3)).isEqualTo("cosign container image signature");
        String signature = layer.object("annotations").orElseThrow().need("dev.cosignproject.cosign/signature");
        Files.write(folder.resolve("payload"), payload);
        Files.write(folder.resolve("signature"), Base64.getDecoder().decode(signature));
        openssl("dgst", "-sha256", "-verify", "shop/release.pub", "-signature", "signature", "payload");
    }

    private String digest() throws IOException {
        Json.Obj file = JsonText.readObject(Files.readString(shop.project().resolve(".cdctl/release.json")));
        return ((Json.Obj) file.object("release").orElseThrow().items("images").get(0)).need("digest");
    }

    private Json.Obj manifest(String reference) throws IOException, InterruptedException {
        return JsonText.readObject(new String(get("manifests/" + reference), StandardCharsets.UTF_8));
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + registry.address() + "/v2/team/shop/" + path))
                .header("Accept", ACCEPT)
                .build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
