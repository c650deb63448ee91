package dev.cdctl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns text into {@link Json} and back, on Jackson's streaming layer alone, which costs little at start-up. */
public final class JsonText {
    private static final int DEEPEST = 100;
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private JsonText() {}

    /**
     * Reads one value.
     *
     * @throws JsonException when the text is not exactly one JSON value, has a member twice or is nested too deep
     */
    public static Json read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("more than one JSON value");
            }
            return value;
        } catch (IOException e) {
            throw new JsonException("not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Reads an object.
     *
     * @throws JsonException when the text is not exactly one JSON object
     */
    public static Json.Obj readObject(String text) {
        if (read(text) instanceof Json.Obj object) {
            return object;
        }
        throw new JsonException("not a JSON object");
    }

    /** The value on one line, without spaces. */
    public static String line(Json json) {
        return write(json, false);
    }

    /** The value on many lines, indented by two spaces, without a line end after the last. */
    public static String pretty(Json json) {
        return write(json, true);
    }

    private static Json value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonException("no JSON value");
        }
        return switch (token) {
            case VALUE_NULL -> new Json.Null();
            case VALUE_TRUE, VALUE_FALSE -> new Json.Bool(parser.getBooleanValue());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getDecimalValue());
            case VALUE_STRING -> new Json.Str(parser.getText());
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            default -> throw new JsonException("unexpected " + token);
        };
    }

    private static Json array(JsonParser parser) throws IOException {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Json.Arr(items);
    }

    private static Json object(JsonParser parser) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new Json.Obj(members);
    }

    private static String write(Json json, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (pretty) {
                DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
                generator.setPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
            }
            write(json, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Json json, JsonGenerator generator) throws IOException {
        if (json instanceof Json.Null) {
            generator.writeNull();
        } else if (json instanceof Json.Bool bool) {
            generator.writeBoolean(bool.value());
        } else if (json instanceof Json.Num num) {
            generator.writeNumber(num.value());
        } else if (json instanceof Json.Str str) {
            generator.writeString(str.value());
        } else if (json instanceof Json.Arr arr) {
            generator.writeStartArray();
            for (Json item : arr.items()) {
                write(item, generator);
            }
            generator.writeEndArray();
        } else if (json instanceof Json.Obj obj) {
            generator.writeStartObject();
            for (Map.Entry<String, Json> member : obj.members().entrySet()) {
                generator.writeFieldName(member.getKey());
                write(member.getValue(), generator);
            }
            generator.writeEndObject();
        }
    }
}
