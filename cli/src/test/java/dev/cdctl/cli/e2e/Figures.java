package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** What the tests measured, for people: on stdout, and as a line of {@code target/figures.txt}. */
final class Figures {
    private static final Path FILE = Path.of("target/figures.txt");

    private Figures() {}

    /** The long count with {@code -Dcdctl.all=true}, else the sample. */
    static int count(int sample, int all) {
        return Boolean.getBoolean("cdctl.all") ? all : sample;
    }

    static void tell(String text) {
        System.out.println(text);
        try {
            Files.writeString(FILE, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells the median of some values, the least and the greatest; returns the median. */
    static double tell(String what, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        tell(String.format(
                Locale.ROOT,
                "%s: median %.1f [%.1f to %.1f] of %d",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size()));
        return sorted.get(sorted.size() / 2);
    }
}
