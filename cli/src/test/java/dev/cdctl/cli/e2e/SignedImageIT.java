package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    @Test
    void theRegistryIsAskedForTheImageItsSignatureAndItsReferrers() throws IOException, InterruptedException {
        shop.git("remote", "add", "origin", "https://ana:hunter2@git.example/shelf/shop.git");
        shop.release("1.0.0");
        Ended good = shop.done("verify-artifact", "--release", "1.0.0", "--key", "../release.pub");
        String digest = digest();
        assertThat(good.out())
                .contains("ok     image shop: " + registry.address() + "/team/shop@" + digest)
                .contains("ok     signature of image shop: by ../release.pub, key ")
                .contains("ok     referrers of image shop: 1, listed by the tag sha256-" + digest.substring(7))
                .contains("ok     bill of materials of shop: 1 component, signed by ../release.pub")
                .contains("can be trusted");
        shop.done("evidence", "--release", "1.0.0", "--into", "evidence");
        assertThat(shop.read("evidence/shop-1.0.0.image.cdx.json"))
                .contains("\"specVersion\" : \"1.6\"", "\"release.txt\"", "pkg:oci/shop@" + digest);
        assertThat(evidence()).contains("git+https://git.example/shelf/shop@").doesNotContain("hunter2");

        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "shop/other.key");
        openssl("ec", "-in", "shop/other.key", "-pubout", "-out", "shop/other.pub");
        Ended other = shop.cdctl("verify-artifact", "--release", "1.0.0", "--key", "../other.pub");
        assertThat(other.exit()).as("%s", other).isEqualTo(5);
        assertThat(other.out()).contains("signature of image shop: none is by a trusted key");

        registry.forget("team/shop", digest);
        Ended gone = shop.cdctl("verify-artifact", "--release", "1.0.0", "--key", "../release.pub");
        assertThat(gone.exit()).as("%s", gone).isEqualTo(5);
        assertThat(gone.out()).contains("WRONG  image shop: there is no " + registry.address() + "/team/shop@");
    }

    @Test
    void aSignatureOfAnotherImageIsWrong() throws IOException, InterruptedException {
        shop.release("1.0.0");
        String first = digest();
        shop.release("1.1.0");
        registry.retag(
                "team/shop", "sha256-" + first.substring(7) + ".sig", "sha256-" + digest().substring(7) + ".sig");
        Ended wrong = shop.cdctl("verify-artifact", "--release", "1.1.0", "--key", "../release.pub");
        assertThat(wrong.exit()).as("%s", wrong).isEqualTo(5);
        assertThat(wrong.out()).contains("WRONG  signature of image shop: ", "it says that it is of " + first);
    }

    @Test
    void aRegistryThatListsReferrersItselfGetsNoTagForThem() throws IOException, InterruptedException {
        try (ReferrersProxy lists = ReferrersProxy.before(registry)) {
            shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace(registry.address(), lists.address()));
            shop.release("1.0.0");
            String digest = digest();
            Ended good = shop.done("verify-artifact", "--release", "1.0.0", "--key", "../release.pub");
            assertThat(good.out())
                    .contains("ok     signature of image shop: by ../release.pub")
                    .contains("ok     referrers of image shop: 1, listed by the registry");
            assertThat(registry.requests())
                    .noneMatch(each -> each.endsWith("/manifests/sha256-" + digest.substring(7) + " 201"));
        }
    }

    private String evidence() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(shop.project().resolve("evidence"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                all.append(text);
                Optional<String> payload = JsonText.readObject(text).text("payload");
                payload.ifPresent(
                        each -> all.append(new String(Base64.getDecoder().decode(each), StandardCharsets.UTF_8)));
            }
        }
        return all.toString();
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
