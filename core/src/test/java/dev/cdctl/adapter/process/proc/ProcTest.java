package dev.cdctl.adapter.process.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
    private static final String SESSION = "41";

    private final Path folder;
    private final Proc proc;

    ProcTest(@TempDir Path folder) {
        this.folder = folder;
        this.proc = new Proc(folder, "");
    }

    @Test
    void aProcessHasEndedWhenItIsAZombieWithoutAnyOtherThread() throws IOException {
        process(42, "Z", 42);

        assertThat(proc.birth(42)).isEmpty();
        assertThat(proc.relatives(41)).isEmpty();
    }

    @Test
    void aProcessWhoseOtherThreadsStillEndHasNotEnded() throws IOException {
        process(42, "Z", 42, 43);

        assertThat(proc.birth(42)).isPresent();
        assertThat(proc.relatives(41)).containsExactly(42L);
    }

    private void process(long pid, String state, long... threads) throws IOException {
        Path own = folder.resolve(Long.toString(pid));
        for (long thread : threads) {
            Files.createDirectories(own.resolve("task").resolve(Long.toString(thread)));
        }
        String unused = " 0".repeat(15);
        Files.writeString(own.resolve("stat"), pid + " (a (b) c) " + state + " 1 1 " + SESSION + unused + " 777 0 0\n");
    }
}
