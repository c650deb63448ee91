package dev.cdctl.language;

import dev.cdctl.json.Json;
import dev.cdctl.pipeline.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Holds a file or a JSON value against a JSON Schema, as far as our own schema uses it, in the way editors do: with YAML's own types. */
public final class SchemaCheck {
    private final List<String> errors = new ArrayList<>();

    static List<String> errors(Json.Obj schema, Node file) {
        return errors(schema, json(file));
    }

    /** What is wrong with a value; none when it is as the schema wants it. */
    public static List<String> errors(Json.Obj schema, Json value) {
        SchemaCheck check = new SchemaCheck();
        check.value(schema, value, "");
        return check.errors;
    }

    private static Json json(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return json(scalar);
        }
        if (node instanceof Node.Sequence sequence) {
            return Json.of(sequence.items().stream().map(SchemaCheck::json).toList());
        }
        Map<String, Json> members = new LinkedHashMap<>();
        ((Node.Mapping) node).entries().forEach(entry -> members.put(entry.name(), json(entry.value())));
        return new Json.Obj(members);
    }

    private static Json json(Node.Scalar scalar) {
        String text = scalar.text();
        if (scalar.quoted()) {
            return Json.of(text);
        }
        if (text.isEmpty() || text.equals("~") || text.equals("null")) {
            return new Json.Null();
        }
        if (text.equals("true") || text.equals("false")) {
            return Json.of(text.equals("true"));
        }
        return text.matches("-?[0-9]+(\\.[0-9]+)?") ? new Json.Num(text) : Json.of(text);
    }

    private void value(Json.Obj schema, Json value, String path) {
        List<Json> types = schema.get("type")
                .map(type -> type instanceof Json.Arr many ? many.items() : List.of(type))
                .orElse(List.of());
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(value, ((Json.Str) type).value()))) {
            errors.add(path + ": not of type " + types);
            return;
        }
        List<Json> words = schema.items("enum");
        if (!words.isEmpty() && !words.contains(value)) {
            errors.add(path + ": not one of " + words);
        }
        anyOf(schema, value, path);
        if (value instanceof Json.Str text) {
            text(schema, text.value(), path);
        } else if (value instanceof Json.Num number) {
            number(schema, number.value(), path);
        } else if (value instanceof Json.Arr list) {
            schema.object("items").ifPresent(items -> list.items().forEach(item -> value(items, item, path + "[]")));
        } else if (value instanceof Json.Obj object) {
            object(schema, object, path);
        }
    }

    private static boolean is(Json value, String type) {
        return switch (type) {
            case "null" -> value instanceof Json.Null;
            case "boolean" -> value instanceof Json.Bool;
            case "string" -> value instanceof Json.Str;
            case "array" -> value instanceof Json.Arr;
            case "object" -> value instanceof Json.Obj;
            case "number" -> value instanceof Json.Num;
            case "integer" -> value instanceof Json.Num number && number.value().scale() <= 0;
            default -> throw new IllegalArgumentException(type);
        };
    }

    private void anyOf(Json.Obj schema, Json value, String path) {
        List<String> all = new ArrayList<>();
        for (Json alternative : schema.items("anyOf")) {
            SchemaCheck check = new SchemaCheck();
            check.value((Json.Obj) alternative, value, path);
            if (check.errors.isEmpty()) {
                return;
            }
            all.addAll(check.errors);
        }
        errors.addAll(all);
    }

    private void text(Json.Obj schema, String text, String path) {
        schema.text("pattern")
                .filter(pattern -> !Pattern.compile(pattern).matcher(text).find())
                .ifPresent(pattern -> errors.add(path + ": '" + text + "' does not match " + pattern));
    }

    private void number(Json.Obj schema, BigDecimal number, String path) {
        if (schema.number("minimum").filter(least -> number.longValue() < least).isPresent()
                || schema.number("maximum")
                        .filter(most -> number.longValue() > most)
                        .isPresent()) {
            errors.add(path + ": " + number + " is out of the range");
        }
    }

    private void object(Json.Obj schema, Json.Obj object, String path) {
        for (Json name : schema.items("required")) {
            if (!object.members().containsKey(((Json.Str) name).value())) {
                errors.add(path + ": needs " + name);
            }
        }
        Map<String, Json> known =
                schema.object("properties").map(Json.Obj::members).orElse(Map.of());
        object.members().forEach((name, value) -> {
            schema.object("propertyNames").ifPresent(names -> text(names, name, path));
            if (known.get(name) instanceof Json.Obj property) {
                value(property, value, path + "." + name);
            } else if (schema.get("additionalProperties").orElse(null) instanceof Json.Obj rest) {
                value(rest, value, path + "." + name);
            } else if (schema.get("additionalProperties").isPresent()) {
                errors.add(path + ": no key " + name);
            }
        });
    }
}
