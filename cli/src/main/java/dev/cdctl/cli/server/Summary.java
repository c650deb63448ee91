package dev.cdctl.cli.server;

import dev.cdctl.json.Json;
import java.util.regex.Pattern;

/** Words a command's end in Markdown, for the page of a GitHub run. */
final class Summary {
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]()#+.!|<>~&@:-]");

    private Summary() {}

    static String of(Json.Obj document, Facts facts) {
        StringBuilder text =
                new StringBuilder("### cdctl " + plain(document.text("kind").orElse("")) + "\n\n");
        text.append("| | |\n|---|---|\n");
        facts.values()
                .forEach((name, value) -> text.append("| ")
                        .append(plain(name))
                        .append(" | ")
                        .append(plain(value))
                        .append(" |\n"));
        return text.append('\n').toString();
    }

    static String ofFailure(Json.Obj document) {
        StringBuilder text = new StringBuilder("### cdctl failed\n\n");
        text.append("exit ").append(document.number("exit").orElse(1L)).append(": ");
        text.append(plain(document.text("meaning").orElse(""))).append("\n\n");
        for (Json.Obj problem : document.objects("problems")) {
            text.append("- ").append(plain(problem.text("code").orElse("")));
            text.append(' ').append(plain(problem.text("what").orElse(""))).append('\n');
        }
        return text.append('\n').toString();
    }

    /** The text on one line, in which nothing is markup. */
    private static String plain(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return MARKUP.matcher(line)
                .replaceAll(match -> "&#" + (int) match.group().charAt(0) + ";");
    }
}
