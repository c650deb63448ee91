package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of 256 kB in memory, mounted at a folder; needs root. */
record SmallDisk(Path folder) implements AutoCloseable {
    private static final String FILLER = "filler";

    static SmallDisk on(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        SmallDisk disk = new SmallDisk(folder);
        disk.call("mount", "-t", "tmpfs", "-o", "size=256k,mode=755", "tmpfs", folder.toString());
        return disk;
    }

    /** Leaves no room. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(folder.resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    void free() throws IOException {
        Files.delete(folder.resolve(FILLER));
    }

    @Override
    public void close() throws IOException {
        try {
            call("umount", "-l", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(String... words) throws IOException, InterruptedException {
        if (new ProcessBuilder(List.of(words)).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", words));
        }
    }
}
