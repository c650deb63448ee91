package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.output.Transcript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is logged, shown and kept of what a script writes. */
@Timeout(120)
class TranscriptTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LONGEST = 8 * 1024;

    @RegisterExtension
    final Marker marker = new Marker();

    private final Path folder;
    private final List<String> lines = new ArrayList<>();

    TranscriptTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theLogHoldsTheBytesAsTheyCame() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        Path log = folder.resolve("log");
        try (Transcript transcript = Transcript.open(log, Mask.none(), lines::add)) {
            transcript.copy(new ByteArrayInputStream(bytes));
        }
        assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
        assertThat(lines).allMatch(line -> line.length() <= LONGEST);
    }

    @Test
    void theLogHoldsWhatWasWrittenSoFar() {
        Path log = folder.resolve("log");
        try (Transcript transcript = Transcript.open(log, Mask.none(), lines::add)) {
            transcript.copy(new ByteArrayInputStream("half a li".getBytes(UTF_8)));
            assertThat(log).hasContent("half a li");
            assertThat(lines).isEmpty();
        }
        assertThat(lines).containsExactly("half a li");
    }

    @Test
    void anOlderLogOfThatNameIsReplaced() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "what an earlier attempt wrote");
        Transcript.open(log, Mask.none(), lines::add).close();
        assertThat(log).isEmptyFile();
    }

    @Test
    void whatComesAfterTheEndIsDropped() {
        Path log = folder.resolve("log");
        Transcript transcript = Transcript.open(log, Mask.none(), lines::add);
        transcript.close();
        transcript.copy(new ByteArrayInputStream("late\n".getBytes(UTF_8)));
        assertThat(log).isEmptyFile();
        assertThat(lines).isEmpty();
    }

    @Test
    void aFullDiskEndsTheLogAndNotTheScript() {
        Transcript transcript = Transcript.open(Path.of("/dev/full"), Mask.none(), lines::add);
        transcript.copy(new ByteArrayInputStream("one\ntwo\n".getBytes(UTF_8)));
        transcript.close();
        assertThat(lines).containsExactly("one", "two");
        assertThat(transcript.notes()).singleElement().asString().startsWith("the log is not complete: ");
    }

    @Test
    void aFloodWithoutALineEndIsLoggedWholeInBoundedMemory() throws IOException {
        Mask mask = Mask.of(Map.of("TOKEN", "s3cr3t-token"));
        AtomicLong longest = new AtomicLong();
        Path log = folder.resolve("log");
        String text = "head -c " + 50 * MEBIBYTE + " /dev/zero | tr '\\0' x; echo s3cr3t-token";
        ScriptResult result = new ScriptRunner(mask, new Cancel())
                .run(
                        Script.of(text, folder).with(marker.env()),
                        log,
                        line -> longest.accumulateAndGet(line.length(), Math::max));
        assertThat(result.passed()).isTrue();
        assertThat(Files.size(log)).isEqualTo(50L * MEBIBYTE + 4);
        assertThat(longest).hasValue(LONGEST);
        assertThat(result.tail()).hasSize(Transcript.TAIL);
        assertThat(result.tail().get(Transcript.TAIL - 1)).endsWith("***");
    }
}
