package dev.cdctl.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON value as RFC 8259 has it, and nothing more lenient. Not thread-safe. */
final class JsonReader {
    private static final int DEEPEST = 100;
    private static final char END = '\uffff';

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    /**
     * The value, which is all that the text has.
     *
     * @throws JsonException with the line and column of what is wrong
     */
    Json read() {
        skipSpace();
        if (at == text.length()) {
            throw new JsonException("no JSON value");
        }
        Json value = value();
        skipSpace();
        if (at < text.length()) {
            throw wrong("something after the value");
        }
        return value;
    }

    private Json value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", new Json.Null());
            default -> new Json.Num(number());
        };
    }

    private Json object() {
        Map<String, Json> members = new LinkedHashMap<>();
        boolean more = open('}');
        while (more) {
            skipSpace();
            int start = at;
            String name = string();
            skipSpace();
            expect(':');
            skipSpace();
            if (members.put(name, value()) != null) {
                at = start;
                throw wrong("the member '" + name + "' a second time");
            }
            more = next('}');
        }
        depth--;
        return new Json.Obj(members);
    }

    private Json array() {
        List<Json> items = new ArrayList<>();
        boolean more = open(']');
        while (more) {
            skipSpace();
            items.add(value());
            more = next(']');
        }
        depth--;
        return new Json.Arr(items);
    }

    /** Passes the opening bracket; false when it closes at once. */
    private boolean open(char close) {
        at++;
        if (++depth > DEEPEST) {
            throw wrong("values nested deeper than " + DEEPEST);
        }
        skipSpace();
        if (peek() == close) {
            at++;
            return false;
        }
        return true;
    }

    /** Passes the comma or the closing bracket; false after the bracket. */
    private boolean next(char close) {
        skipSpace();
        if (peek() == close) {
            at++;
            return false;
        }
        expect(',');
        return true;
    }

    private String string() {
        expect('"');
        int start = at;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\' || c < ' ') {
                return unescaped(start);
            }
        }
        throw wrong("a string without its end");
    }

    private String unescaped(int start) {
        StringBuilder string = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            at++;
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escape() : c);
        }
        throw wrong("a string without its end");
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> {
                at--;
                throw wrong("an escape that JSON does not have");
            }
        };
    }

    /** The four hexadecimal digits of a UTF-16 code unit. */
    private char unit() {
        int unit = 0;
        for (int i = 0; i < 4; i++, at++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("not a hexadecimal digit");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private String number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return text.substring(start, at);
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("something that is no value");
        }
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw wrong("something that is no value");
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("no '" + wanted + "'");
        }
        at++;
    }

    /** The character that comes next, or one that JSON has nowhere but in strings. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonException wrong(String what) {
        int line = 1;
        int begin = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
            line++;
            begin = i + 1;
        }
        return new JsonException("not JSON: " + what + " at line " + line + ", column " + (at - begin + 1));
    }
}
