package dev.cdctl.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {
    private static final int FAR = 2;

    private Nearest() {}

    /** The known word that is nearest to the typed one, when one is near: two typing errors, or its beginning. */
    static Optional<String> to(String typed, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(typed, word) <= FAR && distance(typed, word) < word.length())
                .min(Comparator.comparingInt(word -> distance(typed, word)))
                .or(() -> known.stream()
                        .filter(word -> typed.length() > 2 && word.startsWith(typed))
                        .findFirst());
    }

    /** The Levenshtein distance: how many characters have to be put in, taken out or replaced. */
    static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] line = new int[above.length];
            line[0] = row;
            for (int column = 1; column < line.length; column++) {
                int replaced = above[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                line[column] = Math.min(replaced, 1 + Math.min(above[column], line[column - 1]));
            }
            above = line;
        }
        return above[right.length()];
    }
}
