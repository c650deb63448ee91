package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is damaged, newer than this cdctl, or on a disk that is full: it is told, and nothing is made worse. */
class DamageIT {
    private static final boolean ALL = Boolean.getBoolean("cdctl.all");

    private final Shop shop;
    private boolean mounted;

    DamageIT(@TempDir Path folder) {
        this.shop = Shop.open(folder, KillIT::manyRoles);
        shop.release("1.0.0");
        shop.release("1.1.0");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        try {
            shop.close();
        } finally {
            if (mounted) {
                run("umount", "-l", shop.state().toString());
            }
        }
    }

    @Test
    void aTornEndOfTheJournalIsNormal() throws IOException {
        shop.deploy("1.0.0");
        byte[] whole = Files.readAllBytes(Points.journal(shop));
        Files.write(Points.journal(shop), java.util.Arrays.copyOf(whole, whole.length - 30));

        shop.deploy("1.1.0");
        Aftermath.isWhole(shop, "1.1.0");
    }

    @Test
    void aBadLineInTheMiddleOfTheJournalStopsEverythingUntilItIsMended() throws IOException {
        shop.deploy("1.0.0");
        Path journal = Points.journal(shop);
        List<String> lines = Files.readAllLines(journal);
        lines.set(3, lines.get(3).replace("INTENT", "INTEND").replace("DONE", "DUNE"));
        Files.write(journal, lines);

        refused(6, "CD-720", journal.toString(), "deploy", "--release", "1.1.0");
        Files.move(journal, journal.resolveSibling("damaged"));
        shop.deploy("1.1.0");
        Aftermath.isWhole(shop, "1.1.0");
    }

    @Test
    void aDamagedRecordStopsWithItsPath() throws IOException {
        shop.deploy("1.0.0");
        for (Path record : List.of(decision(), deployment())) {
            String good = Files.readString(record);
            Files.writeString(record, good.replace("blue", "bleu"));
            refused(6, "CD-711", record.getFileName().toString(), "deploy", "--release", "1.1.0");
            Files.writeString(record, good);
        }
        shop.deploy("1.1.0");
    }

    @Test
    void aNewerFormatIsRefusedAndLeftAsItIs() throws IOException {
        shop.deploy("1.0.0");
        for (Path record : List.of(decision(), deployment(), Points.journal(shop))) {
            String good = Files.readString(record);
            String newer = good.replaceFirst("(\"format\" ?: ?)1", "$19");
            assertThat(newer).isNotEqualTo(good);
            Files.writeString(record, newer);
            refused(
                    5,
                    "newer cdctl",
                    record.getFileName().toString().replaceFirst("[.].*", ""),
                    "deploy",
                    "--release",
                    "1.1.0");
            assertThat(Files.readString(record)).isEqualTo(newer);
            Files.writeString(record, good);
        }
        shop.deploy("1.1.0");
    }

    @Test
    void aFullDiskIsToldAndTheNextCommandWithRoomConverges() throws IOException, InterruptedException {
        Files.createDirectories(shop.state());
        mounted = run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=24m",
                        "tmpfs",
                        shop.state().toString())
                == 0;
        assumeTrue(mounted, "only root can mount a small file system");
        shop.deploy("1.0.0");
        for (int room : ALL ? List.of(0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96) : List.of(0, 8, 20)) {
            fill(room * 4096);
            Ended ended = shop.cdctl("deploy", "--release", "1.1.0");
            assertThat(shop.served()).as(ended.toString()).isIn("1.0.0", "1.1.0");
            if (ended.exit() != 0) {
                assertThat(ended.err())
                        .as("with room for " + room)
                        .contains(shop.state().toString());
                assertThat(ended.exit()).as(ended.toString()).isIn(1, 4, 6, 8);
            }
            Files.delete(filler());
            converges(ended);
            Aftermath.isWhole(shop, "1.1.0");
            shop.done("deploy", "--allow-older", "--release", "1.0.0");
        }
    }

    /** A job whose end found no room to be noted is an end that nobody knows: only then it takes the way out that is named. */
    private void converges(Ended full) {
        Ended next = shop.cdctl("deploy", "--release", "1.1.0");
        if (next.exit() == 5) {
            assertThat(full.err()).contains("FAILED job-migrate");
            assertThat(next.err()).contains("CD-543").contains("--repeat-job migrate");
            shop.done("deploy", "--release", "1.1.0", "--repeat-job", "migrate");
            return;
        }
        assertThat(next.exit()).as(next.toString()).isZero();
    }

    private Path filler() {
        return shop.state().resolve("filler");
    }

    /** Takes all room but that much. */
    private void fill(int bytes) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(filler(), StandardOpenOption.CREATE)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
        try (var channel = java.nio.channels.FileChannel.open(filler(), StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - bytes));
        }
    }

    private void refused(int exit, String code, String where, String... command) {
        Ended ended = shop.cdctl(command);
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(exit);
        assertThat(ended.err()).contains(code).contains(where);
        assertThat(shop.served()).isEqualTo("1.0.0");
        assertThat(shop.instances()).hasSize(2);
    }

    private Path decision() {
        return shop.state().resolve("store/shop/production/decision.json");
    }

    private Path deployment() throws IOException {
        try (Stream<Path> all = Files.list(shop.state().resolve("store/shop/production/deployments"))) {
            return all.sorted().reduce((a, b) -> b).orElseThrow();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isNotNull();
        return process.waitFor();
    }
}
