package dev.cdctl.cli.help;

import java.util.ArrayList;
import java.util.List;

/** Lays text out in lines. */
final class Paragraphs {
    private static final int LEFT = 24;

    private Paragraphs() {}

    /** The text in lines of at most that many characters, broken at blanks. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A row of two columns; a left side that is too long gets a wider gap of two blanks only. */
    static String row(String left, String right) {
        return "  " + left + " ".repeat(Math.max(2, LEFT - left.length())) + right;
    }
}
