package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.registry.OciRegistry;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault at every request of the push of an image to a real registry: the image is there by its tag whole or not at
 * all, and the next push ends well.
 */
class ToxicRegistryIT {
    /** With -Dcdctl.all=true every request meets every fault, else every seventh. */
    private static final int STRIDE = Boolean.getBoolean("cdctl.all") ? 1 : 7;

    private static final int SMALL = 200_000;

    /** More than one of the chunks in which large layers are sent. */
    private static final int LARGE = 17 * 1024 * 1024;

    private final Path folder;
    private final Registry registry;
    private final Toxic proxy;
    private int round;
    private int requests;

    ToxicRegistryIT(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.registry = Registry.plain(folder.resolve("registry"));
        this.proxy = Toxic.before(registry.port());
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        proxy.close();
        registry.close();
    }

    @Test
    void oneFaultAtARequestOfAPush() throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("small.oci")));
        OciLayout.Image image = NoiseImage.into(layout, SMALL);
        push(layout, image, asked -> new Fault.None());
        assertThat(requests).isGreaterThan(5);
        Map<String, Integer> refused = refused(layout, image, requests);
        Figures.tell("pushes of an image with one fault each: " + round + "; refused " + refused);
        assertThat(refused).allSatisfy((fault, count) -> {
            if (!fault.startsWith("another byte")) {
                assertThat(count).as(fault).isZero();
            }
        });
    }

    @Test
    void aFaultAtAChunkOfALargeLayer() throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("large.oci")));
        OciLayout.Image image = NoiseImage.into(layout, LARGE);
        for (String each : new String[] {"reset late in the request", "a lost answer", "another byte on the way up"}) {
            Fault fault = Fault.all().get(each);
            boolean[] struck = new boolean[1];
            push(layout, image, asked -> {
                boolean now = asked.method().equals("PATCH") && !struck[0];
                struck[0] |= now;
                return now ? fault : new Fault.None();
            });
            assertThat(struck[0]).isTrue();
        }
    }

    @Test
    void theRegistryTakesEachVersionAsATag() throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("tags.oci")));
        OciLayout.Image image = NoiseImage.into(layout, 100);
        registry().push("tags/shop", layout, image, line -> {});
        for (String version : List.of(
                "1.4.2",
                "1.4.2+build.7",
                "1.4.3-dev.5.g3f2a9c81.dirty.0a1b2c3d",
                "1.4-SNAPSHOT",
                "r17",
                "1.0.0+" + "x".repeat(122))) {
            String tag = RegistryAddress.tag(new Version(version));
            registry().tag("tags/shop", tag, layout, image);
            assertThat(registry().tagged("tags/shop", tag))
                    .contains(image.manifest().digest());
        }
    }

    private Map<String, Integer> refused(OciLayout layout, OciLayout.Image image, int count) throws IOException {
        Map<String, Integer> refused = new LinkedHashMap<>();
        for (Map.Entry<String, Fault> fault : Fault.all().entrySet()) {
            for (int at = 1 + round % STRIDE; at <= count; at += STRIDE) {
                int number = at;
                boolean good =
                        push(layout, image, asked -> asked.number() == number ? fault.getValue() : new Fault.None());
                refused.merge(fault.getKey(), good ? 0 : 1, Integer::sum);
            }
        }
        return refused;
    }

    /** Whether the first push ended well. */
    private boolean push(OciLayout layout, OciLayout.Image image, Function<Toxic.Asked, Fault> faults)
            throws IOException {
        String repository = "r" + round++ + "/shop";
        proxy.spoil(faults);
        boolean good = true;
        try {
            push(repository, layout, image);
        } catch (Failure e) {
            good = false;
            assertThat(e.problems())
                    .allSatisfy(problem -> assertThat(problem.code()).startsWith("CD-4"));
        }
        requests = proxy.asked().size();
        proxy.spoil(asked -> new Fault.None());
        Digest digest = image.manifest().digest();
        Optional<Digest> tagged = registry().tagged(repository, "1.0.0");
        if (tagged.isPresent() || good) {
            assertThat(tagged).contains(digest);
            whole(repository, layout, image);
        }
        push(repository, layout, image);
        assertThat(registry().tagged(repository, "1.0.0")).contains(digest);
        whole(repository, layout, image);
        return good;
    }

    private void push(String repository, OciLayout layout, OciLayout.Image image) {
        OciRegistry registry = registry();
        registry.push(repository, layout, image, line -> {});
        registry.tag(repository, "1.0.0", layout, image);
    }

    /** Asks the registry past the proxy for the manifest, and looks at what it keeps of the rest. */
    private void whole(String repository, OciLayout layout, OciLayout.Image image) throws IOException {
        OciRegistry direct = registry(registry.address());
        ImageRef ref =
                new ImageRef(registry.address(), repository, image.manifest().digest());
        assertThat(direct.manifest(ref)).isEqualTo(layout.bytes(image.manifest()));
        for (OciLayout.Blob blob : image.blobs()) {
            assertThat(Digest.of(registry.blob(blob.digest().hex()))).isEqualTo(blob.digest());
        }
    }

    private OciRegistry registry() {
        return registry(proxy.url().replaceAll("http://|/", ""));
    }

    private OciRegistry registry(String address) {
        PushSpec.Images spec = new PushSpec.Images(address, Optional.empty(), false, Origin.of("a test"));
        OciRegistry.User user =
                new OciRegistry.User(Map.of("HOME", folder.toString()), new KnownSecrets(), new Cancel());
        return OciRegistry.of(spec, folder, user);
    }
}
