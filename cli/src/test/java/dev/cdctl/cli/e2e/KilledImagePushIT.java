package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.oci.LayoutWriter;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A push of a signed image to a real registry that is killed before or after any of its requests, in the middle of what
 * it sends, or at any of its steps: no half release can be seen, and the same command ends it.
 */
@Timeout(3600)
class KilledImagePushIT {
    private static final String ACCEPT =
            "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";
    private static final List<String> STEPS =
            List.of("image-shop", "package", "push-image-shop", "sign-image-shop", "push", "attest");
    private static final int SMALL = 200_000;

    /** More than the chunk in which large layers are sent. */
    private static final int LARGE = 17 * 1024 * 1024;

    private final Path folder;
    private final Registry registry;
    private final Toxic proxy;
    private final Shop shop;
    private int round;
    private Optional<OciLayout.Image> image = Optional.empty();

    KilledImagePushIT(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        registry = Registry.plain(folder.resolve("registry"));
        proxy = Toxic.before(registry.port());
        String address = proxy.url().replaceAll("http://|/", "");
        shop = Shop.open(
                Files.createDirectory(folder.resolve("shop")),
                usual -> usual.replace(
                                "push: {archives: \"file:../repository\"}",
                                "  - image: {name: shop, build: 'cp -r ../image.oci $CDCTL_IMAGE_LAYOUT'}\n"
                                        + "push: {images: \"" + address + "/r${ROUND}\","
                                        + " archives: \"file:../repository-${ROUND}\"}")
                        + "sign: {key: ../release.key}\n");
        shop.with("ROUND", "0");
        Registry.run(
                folder.resolve("shop"),
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.key");
        Registry.run(folder.resolve("shop"), "openssl ec -in release.key -pubout -out release.pub");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        shop.close();
        proxy.close();
        registry.close();
    }

    @Test
    void aKillAroundEachRequest() throws IOException {
        release(SMALL);
        int kills = around(asked -> true, 3);
        isDone();
        Figures.tell("pushes of an image killed before or after a request: " + kills);
        Ended checked = shop.done("verify-artifact", "--release", "1.0.0", "--key", "../release.pub");
        assertThat(checked.out()).contains("ok     signature of image shop: by ../release.pub");
    }

    @Test
    void aKillAroundAndInTheMiddleOfEachChunkOfALargeLayer() throws IOException {
        release(LARGE);
        Predicate<Toxic.Asked> chunk = asked -> asked.method().equals("PATCH")
                || asked.path().contains("/blobs/uploads/") && asked.method().equals("PUT");
        int kills = around(chunk, 2);
        for (int bytes : Figures.count(1, 2) == 1 ? new int[] {LARGE / 2} : new int[] {1, LARGE / 2}) {
            kill(asked -> asked.method().equals("PATCH"), 1, kill -> new Fault.ResetAfter(bytes, kill));
            kills++;
        }
        isDone();
        Figures.tell("pushes of a large image killed around or in a chunk: " + kills);
    }

    @Test
    void aKillAtEachStep() throws IOException {
        release(SMALL);
        List<String> points = STEPS.stream()
                .flatMap(step -> Stream.of(step + ".intent", step + ".effect"))
                .toList();
        List<Integer> sample = spread(points.size(), 3);
        for (int at : sample) {
            begin();
            Files.delete(file());
            LayoutWriter.delete(shop.project().resolve(".cdctl/dist"));
            shop.with("CDCTL_TEST_DIE_AT", points.get(at));
            Ended killed = shop.cdctl("run", "--to", "push");
            shop.without("CDCTL_TEST_DIE_AT");
            assertThat(killed.exit()).as("at %s: %s", points.get(at), killed).isEqualTo(137);
            converges("run", "--to", "push");
        }
        isDone();
        Figures.tell("pushes of an image killed at a step: " + sample.size());
    }

    /** Commits a version with an image of that size, and packages it. */
    private void release(int size) throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("shop/image.oci")));
        image = Optional.of(NoiseImage.into(layout, size));
        shop.write("release.txt", "1.0.0\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release 1.0.0");
        shop.git("tag", "v1.0.0");
        shop.done("run", "--to", "package");
        Files.copy(file(), packaged());
    }

    /** Kills pushes before and after the requests of that kind, one at a time; returns how many were killed. */
    private int around(Predicate<Toxic.Asked> kind, int sample) throws IOException {
        begin();
        shop.done("push");
        int requests = (int) proxy.asked().stream().filter(kind).count();
        List<Integer> kills = spread(2 * requests, sample);
        for (int at : kills) {
            kill(kind, 1 + at / 2, at % 2 == 0 ? KilledImagePushIT::before : Fault.AfterAnswer::new);
        }
        return kills.size();
    }

    /** With {@code --all} every number below that one, else so many that lie between the first and the last. */
    private static List<Integer> spread(int below, int sample) {
        int count = Figures.count(sample, below);
        return IntStream.range(0, count)
                .mapToObj(i -> i * (below - 1) / (count - 1))
                .toList();
    }

    /** Kills a push at the request of that number among those of that kind; the fault does it. */
    private void kill(Predicate<Toxic.Asked> kind, int number, Function<Runnable, Fault> fault) throws IOException {
        begin();
        CompletableFuture<Process> process = new CompletableFuture<>();
        AtomicInteger count = new AtomicInteger();
        proxy.spoil(asked -> kind.test(asked) && count.incrementAndGet() == number
                ? fault.apply(() -> process.join().destroyForcibly())
                : new Fault.None());
        Started push = shop.start("push");
        process.complete(push.process());
        Ended killed = push.end();
        assertThat(killed.exit()).as("at %d: %s", number, killed).isEqualTo(137);
        converges("push");
    }

    private static Fault before(Runnable kill) {
        kill.run();
        return new Fault.Closed();
    }

    /** A registry and a repository that have nothing yet, and a working copy in which was packaged. */
    private void begin() throws IOException {
        round++;
        shop.with("ROUND", Integer.toString(round));
        Files.copy(packaged(), file(), StandardCopyOption.REPLACE_EXISTING);
        proxy.spoil(asked -> new Fault.None());
    }

    private void converges(String... again) throws IOException {
        proxy.spoil(asked -> new Fault.None());
        Digest digest = image.orElseThrow().manifest().digest();
        Optional<byte[]> tagged = manifest("1.0.0");
        tagged.ifPresent(bytes -> isWhole(bytes, digest));
        Path released = folder.resolve("shop/repository-" + round + "/shop/1.0.0/release.json");
        if (Files.exists(released) || manifest(tag(digest) + ".sig").isPresent()) {
            assertThat(tagged).isPresent();
        }

        shop.done(again);
        isWhole(manifest("1.0.0").orElseThrow(), digest);
        assertThat(released).content().contains(digest.toString());
        assertThat(items(tag(digest) + ".sig", "layers")).hasSize(1);
        assertThat(items(tag(digest), "manifests")).hasSize(1);
    }

    /** Once more, which sends nothing. */
    private void isDone() {
        proxy.spoil(asked -> new Fault.None());
        shop.done("push");
        assertThat(proxy.asked()).extracting(Toxic.Asked::method).containsOnly("GET", "HEAD");
    }

    /** The manifest is the image's, and the registry keeps what it names. */
    private void isWhole(byte[] manifest, Digest digest) {
        assertThat(Digest.of(manifest)).isEqualTo(digest);
        for (OciLayout.Blob blob : image.orElseThrow().blobs()) {
            assertThat(Digest.of(registry.blob(blob.digest().hex()))).isEqualTo(blob.digest());
        }
    }

    private List<Json> items(String tag, String member) throws IOException {
        String text = new String(manifest(tag).orElseThrow(), StandardCharsets.UTF_8);
        return JsonText.readObject(text).items(member);
    }

    /** What the registry itself says that the tag is. */
    private Optional<byte[]> manifest(String tag) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + registry.address() + "/v2/r" + round + "/shop/manifests/" + tag))
                .header("Accept", ACCEPT)
                .build();
        try {
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isIn(200, 404);
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String tag(Digest digest) {
        return "sha256-" + digest.hex();
    }

    private Path file() {
        return shop.project().resolve(".cdctl/release.json");
    }

    private Path packaged() {
        return folder.resolve("release.json");
    }
}
