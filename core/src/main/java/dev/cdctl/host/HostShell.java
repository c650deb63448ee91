package dev.cdctl.host;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A computer, as its POSIX shell shows it. Thread-safe. */
public interface HostShell {
    /**
     * What is run there.
     *
     * @param script for {@code sh}; nothing in it may be secret, since others may see it in a list of processes
     * @param arguments {@code $1} and so on, taken as they are; nothing in them may be secret either
     * @param input what it reads; the place for secrets
     * @param deadline after which it is given up
     */
    record Command(String script, List<String> arguments, byte[] input, Duration deadline) {
        private static final Duration USUAL = Duration.ofSeconds(20);

        /** Copies the list. */
        public Command {
            arguments = List.copyOf(arguments);
        }

        /** A script that reads nothing, and may take 20 s. */
        public static Command of(String script, String... arguments) {
            return new Command(script, List.of(arguments), new byte[0], USUAL);
        }

        /** The same, reading that. */
        public Command reading(byte[] other) {
            return new Command(script, arguments, other, deadline);
        }

        /** The same, reading that text. */
        public Command reading(String text) {
            return reading(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The same with another deadline. */
        public Command within(Duration limit) {
            return new Command(script, arguments, input, limit);
        }
    }

    /**
     * How it ended.
     *
     * @param exit its exit status
     */
    record Ran(int exit, String output, String errors) {
        /** Whether it ended well. */
        public boolean isGood() {
            return exit == 0;
        }
    }

    /** What computer it is, for people: {@code this machine}, {@code ssh://deploy@lb1}. */
    String describe();

    /**
     * Runs it to its end, whatever its exit status.
     *
     * @throws dev.cdctl.model.Failure unreachable, when the computer cannot be reached or the script does not end in
     *     time; whether it had an effect then is not known
     */
    Ran run(Command command);
}
