package dev.cdctl.adapter.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Passes on the lines that are added to a file from now on. */
final class Following implements Closeable {
    private static final long PAUSE_MILLIS = 200;
    private static final int MOST = 1 << 20;

    private final Path file;
    private final Consumer<String> lines;
    private final Thread reader;
    private long from;

    private Following(Path file, Consumer<String> lines) {
        this.file = file;
        this.lines = lines;
        this.from = file.toFile().length();
        this.reader = new Thread(this::read, "follow");
        reader.setDaemon(true);
    }

    static Following of(Path file, Consumer<String> lines) {
        Following following = new Following(file, lines);
        following.reader.start();
        return following;
    }

    @Override
    public void close() {
        reader.interrupt();
    }

    private void read() {
        try {
            while (true) {
                added().lines().forEach(lines);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whole lines only: the rest is read when its end is there. */
    private String added() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(MOST, Math.max(0, log.length() - from))];
            log.seek(from);
            log.readFully(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n') + 1;
            from += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
