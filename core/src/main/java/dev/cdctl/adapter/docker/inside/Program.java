package dev.cdctl.adapter.docker.inside;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a container runs instead of its image's own program.
 *
 * @param arguments none of them is left to the image
 */
public record Program(List<String> entrypoint, List<String> arguments) {
    private static final Pattern PLAIN_WORDS = Pattern.compile("[A-Za-z0-9_./:=@%,+-]+( +[A-Za-z0-9_./:=@%,+-]+)*");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
    /** What only a shell can do. */
    private static final Set<String> SHELL_WORDS = Set.of(
            ". : alias cd command eval exec exit export read return set shift source trap ulimit umask unset wait"
                    .split(" "));

    /** Plain words are the program and its arguments, so that it gets the signals itself; the rest is for a shell. */
    public static Program of(String command) {
        String written = command.strip();
        List<String> words = List.of(written.split(" +"));
        boolean plain = PLAIN_WORDS.matcher(written).matches()
                && !ASSIGNMENT.matcher(written).matches()
                && !SHELL_WORDS.contains(words.get(0));
        return plain
                ? new Program(words.subList(0, 1), words.subList(1, words.size()))
                : new Program(List.of("/bin/sh", "-c"), List.of(written));
    }
}
