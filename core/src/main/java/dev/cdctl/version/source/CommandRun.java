package dev.cdctl.version.source;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command that answers on its standard output, such as git: given as separate words, so no shell reads them, and
 * ended with all it started when its deadline passes.
 *
 * @param words the program and its arguments
 * @param environment the whole environment of the command; nothing is inherited
 */
public record CommandRun(List<String> words, Path folder, Map<String, String> environment, Duration deadline) {
    private static final int MOST_BYTES = 64 << 20;
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Copies the words and the environment. */
    public CommandRun {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** How a command ended, and what it wrote; bytes that are not UTF-8 become U+FFFD. */
    public record Answer(int status, String output, String errors) {
        /** The last lines that it wrote, errors before answers, without control characters; empty when it was silent. */
        public String lastLines() {
            List<String> lines = (errors.isEmpty() ? output : errors)
                    .lines()
                    .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            return String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        }
    }

    /**
     * Runs it.
     *
     * @param input what it finds on its standard input
     * @throws IOException when the program cannot be started
     * @throws TimeoutException when the deadline passed; everything it started has been ended
     * @throws Failure when this thread was interrupted meanwhile
     */
    public Answer run(byte[] input) throws IOException, TimeoutException {
        ProcessBuilder builder = new ProcessBuilder(located()).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            Pipe output = Pipe.reading(process.getInputStream());
            Pipe errors = Pipe.reading(process.getErrorStream());
            daemon(() -> write(process.getOutputStream(), input));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("no answer within " + deadline.toSeconds() + " s");
            }
            return new Answer(process.exitValue(), output.text(), errors.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-231", words.get(0) + " was interrupted"))
                    .causedBy(e);
        } finally {
            end(process);
        }
    }

    /** Only what runs still has children, and to look for them reads all processes. */
    private static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The words with the program as a path, found on the command's own PATH: Java would look on its own. */
    private List<String> located() throws IOException {
        if (words.get(0).contains("/") || File.separatorChar == '\\') {
            return words;
        }
        Path program = Arrays.stream(
                        environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .filter(entry -> entry.startsWith("/"))
                .map(entry -> Path.of(entry, words.get(0)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no " + words.get(0) + " on the PATH"));
        List<String> all = new ArrayList<>(words);
        all.set(0, program.toString());
        return all;
    }

    private static void write(OutputStream out, byte[] input) {
        try (out) {
            out.write(input);
        } catch (IOException e) {
            // A command may end without reading its input; its exit status says whether that was well.
            return;
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "command-pipe");
        thread.setDaemon(true);
        thread.start();
    }

    /** Collects what comes out of a pipe, so that a command that writes much never has to wait. */
    private static final class Pipe {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch ended = new CountDownLatch(1);

        static Pipe reading(InputStream in) {
            Pipe pipe = new Pipe();
            daemon(() -> pipe.drain(in));
            return pipe;
        }

        /** Everything up to the end, or what there is when a process in the background keeps the pipe open. */
        String text() throws IOException, InterruptedException {
            @SuppressWarnings("unused") // either way, what was read so far is the answer
            boolean whole = ended.await(LINGER.toMillis(), TimeUnit.MILLISECONDS);
            synchronized (bytes) {
                if (bytes.size() > MOST_BYTES) {
                    throw new IOException("it wrote more than " + MOST_BYTES + " bytes");
                }
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }

        private void drain(InputStream in) {
            byte[] buffer = new byte[16 * 1024];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException e) {
                // The pipe was closed because the command was ended: what was read is all there is.
                return;
            } finally {
                ended.countDown();
            }
        }

        private void keep(byte[] buffer, int n) {
            synchronized (bytes) {
                if (bytes.size() <= MOST_BYTES) {
                    bytes.write(buffer, 0, n);
                }
            }
        }
    }
}
