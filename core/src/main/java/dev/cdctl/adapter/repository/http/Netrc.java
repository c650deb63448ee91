package dev.cdctl.adapter.repository.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code .netrc}: words, in which {@code machine} and {@code default} begin an entry. */
final class Netrc {
    /** A text in quotes is one word; a comment ends with its line. */
    private static final Pattern WORD = Pattern.compile("#[^\\n]*|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    private Netrc() {}

    /** A user with a password. */
    record Login(String login, String password) {
        @Override
        public String toString() {
            return login + ":***";
        }
    }

    /** The first entry for that host, and that user when one is named; the default entry is for any host. */
    static Optional<Login> find(String text, String host, Optional<String> user) {
        List<String> words = words(text);
        for (int i = 0; i < words.size(); i++) {
            boolean matches = words.get(i).equals("default")
                    || words.get(i).equals("machine")
                            && i + 1 < words.size()
                            && words.get(i + 1).equalsIgnoreCase(host);
            if (matches) {
                Optional<Login> login = login(words, i + (words.get(i).equals("machine") ? 2 : 1));
                if (login.filter(found -> user.map(found.login()::equals).orElse(true))
                        .isPresent()) {
                    return login;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Login> login(List<String> words, int from) {
        Optional<String> login = Optional.empty();
        Optional<String> password = Optional.empty();
        for (int i = from; i + 1 < words.size() && !words.get(i).matches("machine|default|macdef"); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i)) {
                case "login" -> login = Optional.of(value);
                case "password" -> password = Optional.of(value);
                default -> {
                    // An account is nothing that HTTP knows.
                }
            }
        }
        Optional<String> secret = password;
        return login.flatMap(name -> secret.map(word -> new Login(name, word)));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                words.add(matcher.group(1).replaceAll("\\\\(.)", "$1"));
            } else if (matcher.group(2) != null) {
                words.add(matcher.group(2));
            }
        }
        return words;
    }
}
