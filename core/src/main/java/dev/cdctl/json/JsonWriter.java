package dev.cdctl.json;

import java.util.Iterator;
import java.util.Map;

/** Writes a JSON value: on one line, or on many. Not thread-safe. */
final class JsonWriter {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder text = new StringBuilder();
    private final boolean pretty;
    private int depth;

    /** @param pretty whether every member and every item has a line of its own, indented by two spaces for each level */
    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    /** The value as text. */
    String write(Json json) {
        value(json);
        return text.toString();
    }

    private void value(Json json) {
        if (json instanceof Json.Str string) {
            string(string.value());
        } else if (json instanceof Json.Obj object) {
            object(object.members());
        } else if (json instanceof Json.Arr array) {
            array(array.items());
        } else if (json instanceof Json.Num number) {
            text.append(number.digits());
        } else if (json instanceof Json.Bool bool) {
            text.append(bool.value());
        } else {
            text.append("null");
        }
    }

    private void object(Map<String, Json> members) {
        open('{');
        Iterator<Map.Entry<String, Json>> each = members.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Json> member = each.next();
            lineBreak();
            string(member.getKey());
            text.append(pretty ? " : " : ":");
            value(member.getValue());
            text.append(each.hasNext() ? "," : "");
        }
        close('}', members.isEmpty());
    }

    private void array(Iterable<Json> items) {
        open('[');
        Iterator<Json> each = items.iterator();
        boolean empty = !each.hasNext();
        while (each.hasNext()) {
            lineBreak();
            value(each.next());
            text.append(each.hasNext() ? "," : "");
        }
        close(']', empty);
    }

    private void open(char bracket) {
        text.append(bracket);
        depth++;
    }

    private void close(char bracket, boolean empty) {
        depth--;
        if (empty) {
            text.append(pretty ? " " : "");
        } else {
            lineBreak();
        }
        text.append(bracket);
    }

    private void lineBreak() {
        if (pretty) {
            text.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String value) {
        text.append('"');
        int done = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(value, done, i);
                escape(c);
                done = i + 1;
            }
        }
        // A part of a text is appended character by character, a text as a whole.
        text.append(done == 0 ? value : value.substring(done)).append('"');
    }

    private void escape(char c) {
        text.append('\\');
        switch (c) {
            case '\b' -> text.append('b');
            case '\f' -> text.append('f');
            case '\n' -> text.append('n');
            case '\r' -> text.append('r');
            case '\t' -> text.append('t');
            case '"', '\\' -> text.append(c);
            default -> text.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
