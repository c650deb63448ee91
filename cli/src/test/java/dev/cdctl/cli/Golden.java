package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares texts with files that are kept beside the tests. {@code -Dcdctl.rewrite=true} writes the files anew; what
 * changed is then seen in the diff.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    /** The whole of a run: command line, stdout, stderr and exit code. */
    public static void check(String name, InProcess.Result result) throws IOException {
        check(
                FOLDER.resolve(name + ".txt"),
                "$ cdctl " + String.join(" ", result.args()) + "\n--- stdout\n" + result.out() + "--- stderr\n"
                        + result.err() + "--- exit " + result.exit() + "\n");
    }

    /** A text. */
    public static void check(String name, String text) throws IOException {
        check(FOLDER.resolve(name + ".txt"), text);
    }

    /** A text that is kept in that file. */
    public static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("cdctl.rewrite")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.exists(file) ? Files.readString(file) : "(no " + file + ")");
    }
}
