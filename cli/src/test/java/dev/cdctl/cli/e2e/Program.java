package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged cdctl. All tests share one start-up archive, which is made before the first start. */
final class Program {
    static final Path FILE = Path.of("target/cdctl").toAbsolutePath();
    static final Path CACHE = Path.of("target/e2e-cache").toAbsolutePath();

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Program() {}

    /** How a command ended, and how long it took from its start. */
    record Ended(int exit, String out, String err, Duration took) {
        @Override
        public String toString() {
            return "exit " + exit + " after " + took.toMillis() + " ms\n" + err + out;
        }
    }

    /** A command that runs. */
    record Started(Process process, Path out, Path err, long since) {
        /** Waits for its end. */
        Ended end() {
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new IllegalStateException("no end of cdctl: " + Files.readString(err));
                }
                Duration took = Duration.ofNanos(System.nanoTime() - since);
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err), took);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** What it has said on stderr so far. */
        String said() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Starts it with nothing but those variables in its environment.
     *
     * @param logs where its output goes to
     */
    static Started start(Path folder, Map<String, String> variables, Path logs, List<String> command) {
        try {
            Path out = Files.createTempFile(logs, "out", "");
            Path err = Files.createTempFile(logs, "err", "");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().putAll(variables);
            builder.redirectInput(Path.of("/dev/null").toFile());
            long since = System.nanoTime();
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Started(process, out, err, since);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the start-up archives when there are none, as the first starts of a user do. */
    static synchronized void warm(Map<String, String> variables, Path logs) {
        for (Warm archive : Warm.values()) {
            long limit = System.nanoTime() + LIMIT.toNanos();
            if (!archive.isThere()) {
                start(logs, variables, logs, List.of(FILE.toString(), archive.command))
                        .end();
            }
            while (!archive.isThere() && System.nanoTime() < limit) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** The archives of quick commands, and of those that may speak to engines. */
    private enum Warm {
        QUICK("help"),
        FAR("deploy");

        private final String command;

        Warm(String command) {
            this.command = command;
        }

        /** One that is newer than the program. */
        private boolean isThere() {
            if (!Files.isDirectory(CACHE.resolve("cdctl"))) {
                return false;
            }
            try (Stream<Path> files = Files.list(CACHE.resolve("cdctl"))) {
                List<Path> all =
                        files.filter(Files::isRegularFile).filter(this::isMine).toList();
                return all.size() == 1
                        && all.get(0).toString().matches(".*\\.(jsa|aot)")
                        && Files.getLastModifiedTime(all.get(0)).compareTo(Files.getLastModifiedTime(FILE)) >= 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isMine(Path file) {
            return file.toString().contains("+far-") == (this == FAR);
        }
    }
}
