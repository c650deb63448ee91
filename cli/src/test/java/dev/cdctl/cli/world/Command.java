package dev.cdctl.cli.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program with the first of its arguments, and what its environment has besides.
 *
 * @param words the program and its first arguments
 */
public record Command(List<String> words, Map<String, String> environment) {
    /**
     * How it ended.
     *
     * @param text stdout and stderr, without the white space at the ends
     */
    public record Answer(int exit, String text) {}

    /** The same program with more arguments. */
    public Command with(String... arguments) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(arguments));
        return new Command(List.copyOf(all), environment);
    }

    /** Runs it with these arguments to its end. */
    public Answer run(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(with(arguments).words()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), text.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The output of it with these arguments, when it ended well. */
    public String text(String... arguments) {
        Answer answer = run(arguments);
        if (answer.exit() != 0) {
            throw new IllegalStateException(String.join(" ", with(arguments).words()) + ": exit status " + answer.exit()
                    + "\n" + answer.text());
        }
        return answer.text();
    }
}
