package dev.cdctl.supply.sbom;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds JSON against a schema of draft 7, as far as the published schemas of CycloneDX use it. */
final class Draft7 {
    /** What only explains. */
    private static final Set<String> WORDS = Set.of(
            "$schema",
            "$id",
            "$comment",
            "title",
            "description",
            "examples",
            "default",
            "deprecated",
            "definitions",
            "meta:enum",
            "contentType",
            "format",
            "dependencies",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "type",
            "enum",
            "const",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "items",
            "uniqueItems",
            "minItems",
            "additionalItems",
            "required",
            "properties",
            "additionalProperties",
            "patternProperties",
            "not",
            "if",
            "then",
            "else");

    private final Map<String, Json.Obj> files = new HashMap<>();
    private final List<String> errors = new ArrayList<>();

    static List<String> errors(String schema, Json value) {
        Draft7 check = new Draft7();
        check.check(new At(schema, check.file(schema)), value, "");
        return check.errors;
    }

    private record At(String file, Json.Obj schema) {
        At to(Json.Obj other) {
            return new At(file, other);
        }
    }

    private Json.Obj file(String name) {
        return files.computeIfAbsent(name, each -> {
            try (InputStream in = Objects.requireNonNull(Draft7.class.getResourceAsStream("/" + each), each)) {
                return JsonText.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void check(At at, Json value, String path) {
        Json.Obj schema = at.schema();
        schema.members().keySet().stream().filter(word -> !WORDS.contains(word)).forEach(word -> {
            throw new AssertionError("the schema uses " + word + ", which is not checked here");
        });
        schema.text("$ref").ifPresent(reference -> check(resolve(at, reference), value, path));
        type(schema, value, path);
        List<Json> words = schema.items("enum");
        require(words.isEmpty() || words.contains(value), path, "not one of the words");
        schema.get("const").ifPresent(only -> require(only.equals(value), path, "not " + only));
        alternatives(at, value, path);
        if (value instanceof Json.Str text) {
            schema.text("pattern")
                    .ifPresent(form ->
                            require(Pattern.compile(form).matcher(text.value()).find(), path, "not " + form));
            schema.number("minLength").ifPresent(least -> require(text.value().length() >= least, path, "too short"));
        } else if (value instanceof Json.Arr list) {
            array(at, list, path);
        } else if (value instanceof Json.Obj object) {
            object(at, object, path);
        }
    }

    private At resolve(At at, String reference) {
        int hash = reference.indexOf('#');
        String name = hash < 0 ? reference : reference.substring(0, hash);
        String file = name.isEmpty() ? at.file() : name;
        Json.Obj found = file(file);
        String pointer = hash < 0 ? "" : reference.substring(hash + 1);
        for (String part : pointer.split("/")) {
            found = part.isEmpty() ? found : found.object(part).orElseThrow(() -> new AssertionError(reference));
        }
        return new At(file, found);
    }

    private void type(Json.Obj schema, Json value, String path) {
        List<Json> types = schema.get("type")
                .map(type -> type instanceof Json.Arr many ? many.items() : List.of(type))
                .orElse(List.of());
        require(
                types.isEmpty() || types.stream().anyMatch(type -> is(value, ((Json.Str) type).value())),
                path,
                "not of type " + types);
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
            default -> throw new AssertionError(type);
        };
    }

    private void alternatives(At at, Json value, String path) {
        for (String word : List.of("anyOf", "oneOf", "allOf")) {
            List<Json> all = at.schema().items(word);
            long right = all.stream()
                    .map(Json.Obj.class::cast)
                    .filter(each -> isRight(at.to(each), value, path))
                    .count();
            boolean enough = word.equals("allOf") ? right == all.size() : word.equals("oneOf") ? right == 1 : right > 0;
            require(all.isEmpty() || enough, path, right + " of " + word);
        }
    }

    private boolean isRight(At at, Json value, String path) {
        Draft7 check = new Draft7();
        check.files.putAll(files);
        check.check(at, value, path);
        files.putAll(check.files);
        return check.errors.isEmpty();
    }

    private void array(At at, Json.Arr list, String path) {
        Json.Obj schema = at.schema();
        schema.object("items").ifPresent(items -> list.items().forEach(item -> check(at.to(items), item, path + "[]")));
        require(
                !schema.flag("uniqueItems")
                        || new HashSet<>(list.items()).size() == list.items().size(),
                path,
                "the same twice");
        schema.number("minItems").ifPresent(least -> require(list.items().size() >= least, path, "too few"));
    }

    private void object(At at, Json.Obj object, String path) {
        for (Json name : at.schema().items("required")) {
            require(object.members().containsKey(((Json.Str) name).value()), path, "needs " + name);
        }
        Json.Obj properties =
                at.schema().object("properties").orElse(Json.object().build());
        Json.Obj patterns =
                at.schema().object("patternProperties").orElse(Json.object().build());
        object.members().forEach((name, value) -> {
            if (properties.object(name).isPresent()) {
                check(at.to(properties.object(name).get()), value, path + "." + name);
            } else if (patterns.members().keySet().stream().noneMatch(name::matches)) {
                Json rest = at.schema().get("additionalProperties").orElse(Json.of(true));
                require(!rest.equals(Json.of(false)), path, "no member " + name);
            }
        });
    }

    private void require(boolean right, String path, String problem) {
        if (!right) {
            errors.add(path + ": " + problem);
        }
    }
}
