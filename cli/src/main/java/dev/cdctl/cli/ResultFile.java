package dev.cdctl.cli;

import dev.cdctl.cli.console.Console;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes the file of {@code --result-file}, whole or not at all. */
final class ResultFile {
    private ResultFile() {}

    /**
     * Refuses a file that cannot be written before anything is done.
     *
     * @throws Failure of kind USAGE
     */
    static void check(Path file) {
        Path folder = folder(file);
        if (!Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-808", "the result file " + file + " cannot be written")
                            .because("its folder must be there and writable, and it must not be a folder itself")
                            .remedy("mkdir -p " + folder));
        }
    }

    /** Writes the document; when that fails the user is told, and what the command did stays as it is. */
    static void write(Path file, Json.Obj document, Console console) {
        byte[] bytes =
                (JsonText.pretty(document.withTexts(console.secrets()::hide)) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.write(file, bytes);
            } else {
                writeWhole(file, bytes);
            }
        } catch (IOException e) {
            console.urgent("the result file " + file + " could not be written: " + e.getMessage() + " [CD-808]");
        }
    }

    private static void writeWhole(Path file, byte[] bytes) throws IOException {
        Path folder = folder(file);
        Path temporary = Files.createTempFile(folder, ".cdctl-result-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
