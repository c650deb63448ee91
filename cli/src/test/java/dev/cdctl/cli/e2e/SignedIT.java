package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases are signed when they are pushed, and an environment takes only those that are. */
class SignedIT {
    private final Path folder;
    private final Shop shop;

    SignedIT(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.shop = Shop.open(folder);
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "release.key");
        openssl("ec", "-in", "release.key", "-pubout", "-out", "project/release.pub");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "eve.key");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void anEnvironmentTakesOnlyWhatIsSigned() throws IOException {
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        signs("../release.key");
        trusts();
        shop.release("1.1.0");

        assertThat(shop.done("plan").out()).contains("take only what is signed by release.pub");
        shop.deploy("1.1.0");
        assertThat(shop.served()).isEqualTo("1.1.0");
        Ended verified = shop.done("verify-artifact", "--release", "1.1.0");
        assertThat(verified.out())
                .contains("ok     release.json", "ok     signature: by release.pub")
                .contains("ok     provenance: built by https://cdctl.dev/builder/local, signed by release.pub")
                .contains("ok     bill of materials of shop-1.1.0.tar.gz: 2 components")
                .contains("can be trusted");
        refused("CD-763", "deploy", "--release", "1.0.0", "--allow-older");
        assertThat(shop.cdctl("verify-artifact", "--release", "1.0.0").exit()).isEqualTo(5);
        shop.done("rollback");
        assertThat(shop.served()).as("what still runs may go live again").isEqualTo("1.0.0");
    }

    @Test
    void whatIsNoLongerRunningIsRolledBackToOnlyWhenItIsSigned() throws IOException {
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        signs("../release.key");
        trusts();
        for (String version : List.of("1.1.0", "1.2.0", "1.3.0")) {
            shop.release(version);
            shop.deploy(version);
        }

        refused("CD-763", "rollback", "1.0.0");
        assertThat(shop.served()).isEqualTo("1.3.0");
        shop.done("sign-artifact", "--release", "1.0.0");
        shop.done("rollback", "1.0.0");
        assertThat(shop.served()).isEqualTo("1.0.0");
        Files.move(stored("1.1.0").resolve("evidence"), folder.resolve("gone"));
        shop.done("rollback", "1.1.0");
        assertThat(shop.served())
                .as("its signature was kept with the environment")
                .isEqualTo("1.1.0");
    }

    @Test
    void whatWasSwappedInTheRepositoryIsRefused() throws IOException {
        signs("../release.key");
        trusts();
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        shop.release("1.1.0");
        shop.release("1.2.0");
        Path archive = stored("1.1.0").resolve("shop-1.1.0.tar.gz");
        Path other = stored("1.2.0").resolve("shop-1.2.0.tar.gz");
        Digest right = Digest.of(archive);
        long size = Files.size(archive);

        Files.copy(other, archive, StandardCopyOption.REPLACE_EXISTING);
        refused("CD-434", "deploy", "--release", "1.1.0");
        assertThat(shop.cdctl("verify-artifact", "--release", "1.1.0").exit()).isEqualTo(5);

        Path manifest = stored("1.1.0").resolve("release.json");
        String swapped = Files.readString(manifest)
                .replace(right.hex(), Digest.of(other).hex())
                .replace("\"size\" : " + size, "\"size\" : " + Files.size(other));
        assertThat(swapped).isNotEqualTo(Files.readString(manifest));
        Files.writeString(manifest, swapped);
        refused("CD-763", "deploy", "--release", "1.1.0");
        replay("1.2.0", "1.1.0");
        refused("CD-763", "deploy", "--release", "1.1.0");
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    @Test
    void theSignatureOfSomebodyElseIsNotEnough() throws IOException {
        signs("../eve.key");
        trusts();
        shop.release("1.0.0");

        refused("CD-763", "deploy", "--release", "1.0.0");
        signs("../release.key");
        assertThat(shop.done("sign-artifact", "--release", "1.0.0").out()).contains("is signed by the key");
        assertThat(shop.done("sign-artifact", "--release", "1.0.0").out()).contains("was signed by that key already");
        shop.deploy("1.0.0");
    }

    @Test
    void theKeyIsNowhereAndTheEvidenceIsForOtherTools() throws IOException, InterruptedException {
        String key = Files.readString(folder.resolve("release.key"));
        shop.with("RELEASE_KEY", key);
        signs("{secret: {env: RELEASE_KEY}}");
        shop.write("start.sh", "#!/bin/sh\necho \"$RELEASE_KEY\"\n");
        shop.release("1.0.0");
        shop.done("evidence", "--release", "1.0.0", "--into", "out");

        Path out = shop.project().resolve("out");
        assertThat(files(out))
                .contains("release.json", "shop-1.0.0.tar.gz.cdx.json")
                .anyMatch(name -> name.startsWith("shop-1.0.0.signature."))
                .anyMatch(name -> name.startsWith("shop-1.0.0.provenance."));
        assertThat(Digest.of(out.resolve("release.json")))
                .isEqualTo(Digest.of(stored("1.0.0").resolve("release.json")));
        String secret = key.lines().toList().get(1);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.equals(folder.resolve("release.key"))) {
                    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(secret);
                }
            }
        }
    }

    /** Puts the signatures of one release beside another. */
    private void replay(String from, String to) throws IOException {
        for (String name : files(stored(from).resolve("evidence"))) {
            Files.copy(
                    stored(from).resolve("evidence").resolve(name),
                    stored(to).resolve("evidence").resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void refused(String code, String... command) {
        Ended ended = shop.cdctl(command);
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(5);
        assertThat(ended.err()).contains(code);
    }

    private void signs(String key) throws IOException {
        Path file = shop.project().resolve("pipeline.yaml");
        String without = Files.readString(file).replaceFirst("(?m)^sign:.*\n", "");
        Files.writeString(file, without + "sign: {key: " + key + "}\n");
    }

    private void trusts() throws IOException {
        Path file = shop.project().resolve("pipeline.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("  production:\n", "  production:\n    signed-by: [release.pub]\n"));
    }

    private Path stored(String version) {
        return folder.resolve("repository/shop").resolve(version);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
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
