package dev.cdctl.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the values of a JSON text stand in it. Comments and a comma after the last item are allowed, as editors do. */
public final class JsonPlaces {
    private static final String STRING = "\"[^\"\\\\]*+(?:\\\\(?s:.)[^\"\\\\]*+)*+\"";
    private static final Pattern COMMENT = Pattern.compile(STRING + "|(//[^\\r\\n]*+|/\\*(?s:.*?)\\*/)");
    private static final Pattern LAST_COMMA = Pattern.compile(STRING + "|(,)(?=\\s*+[\\]}])");
    private static final Pattern VALUE = Pattern.compile(STRING + "|[^\\s,\\]}]++");

    private final String text;
    private final List<Place> places = new ArrayList<>();
    private int at;

    private JsonPlaces(String text) {
        this.text = text;
    }

    /**
     * One value that is no object and no array.
     *
     * @param way {@code .name} for each member on the way, {@code [0]} for each item
     * @param from its first character, the quote of a text
     * @param to the one after its last
     * @param isText whether it is in quotes
     */
    public record Place(List<String> way, int from, int to, boolean isText) {}

    /**
     * Every value of a text.
     *
     * @throws JsonException when it is not one JSON value, or has a member twice
     */
    public static List<Place> of(String text) {
        String plain = blanked(LAST_COMMA, blanked(COMMENT, text));
        // Proved to be JSON first, so that what follows need not look.
        JsonText.read(plain);
        JsonPlaces all = new JsonPlaces(plain);
        all.value(List.of());
        return all.places;
    }

    /** The text with what the pattern's group finds as spaces, so that everything stays where it is. */
    private static String blanked(Pattern pattern, String text) {
        StringBuilder plain = new StringBuilder(text);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int i = matcher.start(1); i >= 0 && i < matcher.end(1); i++) {
                plain.setCharAt(i, ' ');
            }
        }
        return plain.toString();
    }

    private void value(List<String> way) {
        char first = next();
        if (first == '{') {
            members(way);
        } else if (first == '[') {
            items(way);
        } else {
            int from = at;
            at = token();
            places.add(new Place(way, from, at, first == '"'));
        }
    }

    private void members(List<String> way) {
        at++;
        while (next() != '}') {
            int from = at;
            at = token();
            String name = ((Json.Str) JsonText.read(text.substring(from, at))).value();
            next();
            at++;
            value(with(way, "." + name));
            passComma();
        }
        at++;
    }

    private void items(List<String> way) {
        at++;
        for (int index = 0; next() != ']'; index++) {
            value(with(way, "[" + index + "]"));
            passComma();
        }
        at++;
    }

    private void passComma() {
        if (next() == ',') {
            at++;
        }
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    /** The end of the text, number or word that begins here. */
    private int token() {
        Matcher matcher = VALUE.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new JsonException("not JSON: no value at character " + (at + 1));
        }
        return matcher.end();
    }

    private static List<String> with(List<String> way, String step) {
        List<String> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }
}
