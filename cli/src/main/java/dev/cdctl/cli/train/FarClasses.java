package dev.cdctl.cli.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The classes that a deployment to Docker hosts loads beyond those of a {@link Rehearsal}, in which no engine takes part.
 */
public final class FarClasses {
    private static final String LIST = "far-classes.txt";

    private FarClasses() {}

    /** The names, sorted. */
    public static List<String> names() throws IOException {
        try (InputStream in = FarClasses.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IOException(LIST + " is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
        }
    }

    /**
     * Loads them, and runs nothing of them. What another Java does not have is left out.
     *
     * @return how many there are
     */
    public static long load() throws IOException {
        long count = 0;
        for (String name : names()) {
            count += isThere(name) ? 1 + lambdas(name) : 0;
        }
        return count;
    }

    /** The build gives each lambda of our own classes a numbered class. */
    private static int lambdas(String name) {
        int count = 0;
        while (name.startsWith("dev.cdctl.") && isThere(name + "$$L" + count)) {
            count++;
        }
        return count;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, FarClasses.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
