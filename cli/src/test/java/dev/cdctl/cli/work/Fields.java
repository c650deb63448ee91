package dev.cdctl.cli.work;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every place of pipeline.yaml where somebody can write a text, found out from the schema, which is made of the
 * registered keys; and a whole pipeline.yaml with a given text at that place.
 */
final class Fields {
    /** A member of a path that stands for one item of a list. */
    private static final String ITEM = "[]";
    /** A member of a path that stands for a name that the user chooses. */
    private static final String NAMED = "*";
    /** The same, where the name itself is the place. */
    private static final String NAME = "*name*";

    private static final List<String> SAMPLES = List.of("sample", "1s", "/sample", "20000-29999", "file:../sample");

    private final Json.Obj schema;
    private final Json.Obj base;

    /** @param base a valid pipeline, which the texts are put into */
    Fields(Json.Obj schema, String base) {
        this.schema = schema;
        this.base = JsonText.readObject(base);
    }

    /** Every place: {@code environments.*.run.env.*name*}. */
    List<String> places() {
        Set<String> places = new LinkedHashSet<>();
        walk(schema, "", places);
        return List.copyOf(places);
    }

    private static void walk(Json.Obj type, String path, Set<String> places) {
        List<Json.Obj> alternatives = alternatives(type);
        for (Json.Obj one : alternatives) {
            one.object("properties")
                    .ifPresent(keys ->
                            keys.members().forEach((key, value) -> walk((Json.Obj) value, below(path, key), places)));
            one.object("items").ifPresent(item -> walk(item, below(path, ITEM), places));
            one.object("additionalProperties").ifPresent(value -> {
                places.add(below(path, NAME));
                walk(value, below(path, NAMED), places);
            });
            boolean isText = Stream.of("properties", "items", "additionalProperties")
                    .allMatch(nested -> one.members().get(nested) == null);
            if (isText && !path.isEmpty()) {
                places.add(path);
            }
        }
    }

    /** A pipeline with that text at that place. */
    String with(String place, String text) {
        return JsonText.line(put(Optional.of(base), schema, List.of(place.split("\\.")), text));
    }

    private static Json put(Optional<? extends Json> there, Json.Obj type, List<String> path, String text) {
        if (path.isEmpty()) {
            return new Json.Str(text);
        }
        String step = path.get(0);
        List<String> rest = path.subList(1, path.size());
        for (Json.Obj one : alternatives(type)) {
            Optional<Json.Obj> items = one.object("items");
            Optional<Json.Obj> named = one.object("additionalProperties");
            Optional<Json.Obj> key = one.object("properties").flatMap(keys -> keys.object(step));
            if (step.equals(ITEM) && items.isPresent()) {
                return Json.of(List.of(put(firstItem(there), items.get(), rest, text)));
            } else if (step.equals(NAME) && named.isPresent()) {
                return Json.object()
                        .put(text, firstNamed(there).orElse(sample(named.get())))
                        .build();
            } else if (step.equals(NAMED) && named.isPresent()) {
                return Json.object()
                        .put(firstName(there).orElse("sample"), put(firstNamed(there), named.get(), rest, text))
                        .build();
            } else if (key.isPresent()) {
                return inBlock(there, one, step, put(member(there, step), key.get(), rest, text));
            }
        }
        throw new IllegalArgumentException(path + " is not in " + type);
    }

    /** What was there of the same block, what the block cannot do without, and the new value. */
    private static Json inBlock(Optional<? extends Json> there, Json.Obj block, String key, Json value) {
        Json.Obj keys = block.object("properties").orElseThrow();
        Json.Builder all = Json.object();
        Json.Obj old = there.filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast)
                .orElse(Json.object().build());
        old.members().forEach((name, kept) -> {
            if (keys.members().containsKey(name)) {
                all.put(name, kept);
            }
        });
        for (Json required : block.items("required")) {
            String name = ((Json.Str) required).value();
            if (old.members().get(name) == null) {
                all.put(name, sample(keys.object(name).orElseThrow()));
            }
        }
        return all.put(key, value).build();
    }

    /** Some value that the schema allows. */
    private static Json sample(Json.Obj type) {
        Json.Obj one = alternatives(type).get(0);
        if (!one.items("enum").isEmpty()) {
            return one.items("enum").get(0);
        }
        if (one.object("items").isPresent()) {
            return Json.of(List.of(sample(one.object("items").get())));
        }
        if (one.object("properties").isPresent()) {
            Json.Builder block = Json.object();
            for (Json required : one.items("required")) {
                String name = ((Json.Str) required).value();
                block.put(
                        name, sample(one.object("properties").get().object(name).orElseThrow()));
            }
            return block.build();
        }
        if (one.number("minimum").isPresent()) {
            return Json.of(one.number("minimum").get());
        }
        String form = one.text("pattern").orElse("");
        return new Json.Str(SAMPLES.stream()
                .filter(text -> text.matches("(?s).*(" + form + ").*"))
                .findFirst()
                .orElse("sample"));
    }

    private static List<Json.Obj> alternatives(Json.Obj type) {
        List<Json.Obj> all = new ArrayList<>();
        for (String word : List.of("anyOf", "oneOf")) {
            type.items(word).forEach(one -> all.addAll(alternatives((Json.Obj) one)));
        }
        return all.isEmpty() ? List.of(type) : all;
    }

    private static String below(String path, String step) {
        return path.isEmpty() ? step : path + "." + step;
    }

    private static Optional<Json> firstItem(Optional<? extends Json> there) {
        return there.filter(Json.Arr.class::isInstance)
                .flatMap(list -> ((Json.Arr) list).items().stream().findFirst());
    }

    private static Optional<String> firstName(Optional<? extends Json> there) {
        return members(there).keySet().stream().findFirst();
    }

    private static Optional<Json> firstNamed(Optional<? extends Json> there) {
        return members(there).values().stream().findFirst();
    }

    private static Optional<Json> member(Optional<? extends Json> there, String name) {
        return Optional.ofNullable(members(there).get(name));
    }

    private static Map<String, Json> members(Optional<? extends Json> there) {
        return there.filter(Json.Obj.class::isInstance)
                .map(object -> ((Json.Obj) object).members())
                .orElse(Map.of());
    }
}
