package dev.cdctl.pipeline;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The valid word that begins like this one, or that is at most two slips of the pen away (one for words of up to
     * four letters): a letter added, left out, changed, or swapped with its neighbour.
     */
    public static Optional<String> of(String word, Collection<String> valid) {
        String best = "";
        int least = word.length() <= 4 ? 2 : 3;
        for (String candidate : valid) {
            int distance = distance(word, candidate, least);
            if (distance < least && distance < candidate.length()) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? beginning(word, valid) : Optional.of(best);
    }

    /** {@code did you mean 'health'?}, or empty when nothing is near. */
    public static String question(String word, Collection<String> valid) {
        return of(word, valid).map(near -> "did you mean '" + near + "'?").orElse("");
    }

    private static Optional<String> beginning(String word, Collection<String> valid) {
        return valid.stream()
                .filter(candidate -> word.length() >= 2 && candidate.startsWith(word)
                        || candidate.length() >= 3 && word.startsWith(candidate))
                .findFirst();
    }

    /** Optimal string alignment distance; gives up at the limit. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                boolean edge = i == 0 || j == 0;
                d[i][j] = edge ? Math.max(i, j) : Math.min(oneSlip(d, i, j), d[i - 1][j - 1] + change(a, b, i, j));
                if (!edge && isSwapped(a, b, i, j)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static int oneSlip(int[][] d, int i, int j) {
        return Math.min(d[i - 1][j], d[i][j - 1]) + 1;
    }

    private static int change(String a, String b, int i, int j) {
        return a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    }

    private static boolean isSwapped(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
