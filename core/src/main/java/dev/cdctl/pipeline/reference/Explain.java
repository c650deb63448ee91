package dev.cdctl.pipeline.reference;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Type.Shape;
import java.util.List;

/**
 * What a key means.
 *
 * @param path the key with those above it, with dots between them; a name that the user chooses is as it was asked
 * @param words what a value is: {@code a duration such as 30s}
 * @param fallback the default as the user would write it; empty when there is none
 * @param environment whether {@code ${NAME}} in it is replaced
 * @param keys the keys below it
 */
public record Explain(
        String path,
        String words,
        boolean required,
        String fallback,
        String doc,
        boolean environment,
        List<Key<?>> keys) {
    /** Copies the list. */
    public Explain {
        keys = List.copyOf(keys);
    }

    /**
     * Finds the key of that path; an empty path is the file itself.
     *
     * @throws Failure usage, with the nearest key
     */
    public static Explain of(Block<?> root, String path) {
        Explain at = of(root, "", new Explain("", "", true, "", "", false, List.of()));
        Type<?> type = root;
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            Type<?> fields = item(type);
            if (fields.shape() instanceof Shape.Named named) {
                type = named.value();
                at = of(type, join(at.path, name), at);
            } else {
                Key<?> key = find(fields, name, at.path);
                type = key.type();
                at = of(key, join(at.path, name));
            }
        }
        return at;
    }

    private static Explain of(Key<?> key, String path) {
        return new Explain(
                path,
                key.type().words(),
                key.required(),
                key.fallbackText(),
                key.doc(),
                key.environment(),
                below(key.type()));
    }

    /** What a user named has no documentation of its own, so that of what holds it stands in. */
    private static Explain of(Type<?> type, String path, Explain above) {
        return new Explain(path, type.words(), false, "", above.doc, above.environment, below(type));
    }

    private static Key<?> find(Type<?> type, String name, String path) {
        List<Key<?>> keys = below(type);
        return keys.stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, path, keys));
    }

    private static Failure unknown(String name, String path, List<Key<?>> keys) {
        List<String> names = keys.stream().map(Key::name).toList();
        String near = Nearest.of(name, names)
                .map(found -> "type cdctl explain " + join(path, found))
                .orElse("");
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-131", "there is no key '" + join(path, name) + "'")
                        .because(
                                names.isEmpty()
                                        ? path + " has no keys below it"
                                        : "valid there: " + String.join(", ", names))
                        .remedy(near));
    }

    private static Type<?> item(Type<?> type) {
        return type.shape() instanceof Shape.Many many ? many.item() : type;
    }

    private static List<Key<?>> below(Type<?> type) {
        return item(type).shape() instanceof Shape.Fields fields ? fields.keys() : List.of();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Everything as a few lines of text, for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(path.isEmpty() ? "pipeline.yaml" : path).append("\n");
        line(text, doc);
        line(text, "Value: " + words + (required ? ", required" : ""));
        line(text, fallback.isEmpty() ? "" : "Default: " + fallback);
        line(text, environment ? "${NAME} is replaced from the environment." : "");
        if (!keys.isEmpty()) {
            line(text, "Keys:");
            int width = keys.stream().mapToInt(key -> key.name().length()).max().orElse(0);
            keys.forEach(key ->
                    line(text, "  " + key.name() + " ".repeat(width - key.name().length() + 2) + key.doc()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isEmpty()) {
            text.append("  ").append(line).append("\n");
        }
    }
}
