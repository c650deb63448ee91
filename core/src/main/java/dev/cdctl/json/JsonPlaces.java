package dev.cdctl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Where the values of a JSON text stand in it. Comments and a comma after the last item are allowed, as editors do. */
public final class JsonPlaces {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final List<Place> places = new ArrayList<>();
    private final Deque<Integer> items = new ArrayDeque<>();
    private final List<String> way = new ArrayList<>();

    private JsonPlaces(JsonParser parser) {
        this.parser = parser;
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
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonPlaces all = new JsonPlaces(parser);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                all.take(token);
            }
            return all.places;
        } catch (IOException e) {
            throw new JsonException("not JSON: " + e.getMessage(), e);
        }
    }

    private void take(JsonToken token) throws IOException {
        switch (token) {
            case FIELD_NAME -> way.add("." + parser.currentName());
            case START_ARRAY -> {
                begin();
                items.push(0);
            }
            case START_OBJECT -> {
                begin();
                items.push(-1);
            }
            case END_ARRAY, END_OBJECT -> {
                items.pop();
                end();
            }
            default -> {
                begin();
                place(token);
                end();
            }
        }
    }

    /** An item of an array adds its number to the way; a member has added its name already. */
    private void begin() {
        if (!items.isEmpty() && items.element() >= 0) {
            way.add("[" + items.element() + "]");
            items.push(items.pop() + 1);
        }
    }

    private void end() {
        if (!way.isEmpty()) {
            way.remove(way.size() - 1);
        }
    }

    private void place(JsonToken token) throws IOException {
        parser.finishToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        int to = token == JsonToken.VALUE_STRING || !token.isNumeric()
                ? (int) parser.currentLocation().getCharOffset()
                : from + parser.getTextLength();
        places.add(new Place(List.copyOf(way), from, to, token == JsonToken.VALUE_STRING));
    }
}
