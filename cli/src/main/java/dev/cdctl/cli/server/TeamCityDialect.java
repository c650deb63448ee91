package dev.cdctl.cli.server;

import dev.cdctl.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Service messages of TeamCity, which are read from stdout. */
final class TeamCityDialect implements Dialect {
    private static final int LONGEST = 4000;

    @Override
    public List<String> open(String id, String title, Instant at) {
        return List.of(message("blockOpened", "name", title));
    }

    @Override
    public List<String> close(String id, String title, Instant at) {
        return List.of(message("blockClosed", "name", title));
    }

    /** The identity is the code, so that the same problem of two builds is one. */
    @Override
    public List<String> failure(List<Problem> problems) {
        return problems.stream()
                .map(problem -> message(
                        "buildProblem",
                        "description",
                        cut(problem.code() + " " + problem.what()),
                        "identity",
                        problem.code()))
                .toList();
    }

    @Override
    public List<String> facts(Facts facts) {
        List<String> messages = new ArrayList<>();
        facts.get("version").ifPresent(version -> messages.add("##teamcity[buildNumber '" + escape(version) + "']"));
        facts.upper()
                .forEach((name, value) ->
                        messages.add(message("setParameter", "name", "env." + name, "value", cut(value))));
        return messages;
    }

    @Override
    public String harmless(String line) {
        return line.replace("##teamcity[", "# #teamcity[");
    }

    @Override
    public boolean readsStdout() {
        return true;
    }

    private static String message(String name, String... attributes) {
        StringBuilder text = new StringBuilder("##teamcity[").append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("='");
            text.append(escape(attributes[i + 1])).append('\'');
        }
        return text.append(']').toString();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\'', '|', '[', ']' -> escaped.append('|').append((char) c);
                case '\n' -> escaped.append("|n");
                case '\r' -> escaped.append("|r");
                default ->
                    escaped.append(
                            c < ' ' || c > '~'
                                    ? "|0x" + HexFormat.of().withUpperCase().toHexDigits((char) c)
                                    : String.valueOf((char) c));
            }
        });
        return escaped.toString();
    }
}
