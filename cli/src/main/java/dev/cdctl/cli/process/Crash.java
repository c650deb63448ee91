package dev.cdctl.cli.process;

import dev.cdctl.model.mask.KnownSecrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Keeps what is known about a bug in a file, so that the user's screen stays readable. */
public final class Crash {
    private Crash() {}

    /** Writes the stack trace; returns the file, or where it would have been when no folder can be written. */
    public static Path write(String version, Throwable thrown, Map<String, String> variables, KnownSecrets secrets) {
        Path folder = folder(variables);
        String text = secrets.hide(text(version, thrown));
        try {
            Files.createDirectories(folder);
            return write(text, Files.createTempFile(folder, "crash-", ".txt"));
        } catch (IOException e) {
            return inTemporaryFolder(text, folder);
        }
    }

    private static Path inTemporaryFolder(String text, Path wanted) {
        try {
            return write(text, Files.createTempFile("cdctl-crash-", ".txt"));
        } catch (IOException e) {
            return wanted;
        }
    }

    private static Path write(String text, Path file) throws IOException {
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static String text(String version, Throwable thrown) {
        StringWriter text = new StringWriter();
        text.write("cdctl " + version + " on Java " + System.getProperty("java.vm.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n\n");
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static Path folder(Map<String, String> variables) {
        String state = variables.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        return base.resolve("cdctl").resolve("crashes");
    }
}
