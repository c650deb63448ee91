package dev.cdctl.script.report;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Problem;
import dev.cdctl.model.stream.WatchedInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * The test reports of one run of a stage. A report that was there before with the same bytes and the same time is of an
 * earlier run and does not count.
 *
 * @param before what was there when the stage began
 */
public record Reports(Path root, Glob pattern, Map<Path, State> before) {
    /** More of one file is not read. */
    static final long LARGEST = 256L << 20;

    private static final int MOST_CASES = 1_000_000;

    /** A file as it was. */
    record State(FileTime modified, Digest digest) {}

    /** Remembers what is there before a stage begins. */
    public static Reports before(Path root, String pattern) {
        Glob glob = Glob.parse(pattern);
        Map<Path, State> before = new HashMap<>();
        for (Path file : Glob.walk(root, List.of(glob))) {
            state(file).ifPresent(state -> before.put(file, state));
        }
        return new Reports(root, glob, before);
    }

    /** What the reports say that were written since; empty when there is none. */
    public Optional<TestReport> read() {
        List<TestCase> cases = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        int files = 0;
        for (Path file : Glob.walk(root, List.of(pattern))) {
            if (!Optional.ofNullable(before.get(file)).equals(state(file))) {
                files++;
                read(file, cases, problems);
            }
        }
        return files == 0 ? Optional.empty() : Optional.of(new TestReport(files, cases, problems));
    }

    private void read(Path file, List<TestCase> cases, List<Problem> problems) {
        try (InputStream in = new Bounded(new BufferedInputStream(Files.newInputStream(file)))) {
            JunitFile.read(in, test -> {
                if (cases.size() < MOST_CASES) {
                    cases.add(test);
                }
            });
        } catch (IOException | XMLStreamException e) {
            problems.add(Problem.of("CD-327", "the test report " + root.relativize(file) + " cannot be read to its end")
                    .because(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                    .remedy("what was read of it counts; see that the tests write it whole"));
        }
    }

    private static Optional<State> state(Path file) {
        try {
            return Optional.of(new State(Files.getLastModifiedTime(file), Digest.of(file)));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Ends a file that is too large. */
    private static final class Bounded extends WatchedInput {
        private long left = LARGEST;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        protected void passed(byte[] buffer, int offset, int count) throws IOException {
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("it is larger than " + (LARGEST >> 20) + " MiB");
            }
        }
    }
}
