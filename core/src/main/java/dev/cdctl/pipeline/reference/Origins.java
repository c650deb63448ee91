package dev.cdctl.pipeline.reference;

import dev.cdctl.pipeline.Expansion;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists every value of a file and where it comes from. Of a secret only the reference is in the file, so only it is here. */
public final class Origins {
    private final Map<String, String> environment;
    private final List<Line> lines = new ArrayList<>();

    /**
     * One value.
     *
     * @param path the key with those above it, with dots between them; items of lists have their number in brackets
     * @param value as it is used
     * @param origin {@code file:line:column}, {@code default}, or the first with the environment variables used
     */
    public record Line(String path, String value, String origin) {}

    /** Prepares to replace {@code ${NAME}} from that environment. */
    public Origins(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The values in the order of the language, the names and items that users chose in the order of the file. */
    public List<Line> of(Type<?> type, Node node) {
        lines.clear();
        walk("", type, node, false);
        return List.copyOf(lines);
    }

    private void walk(String path, Type<?> type, Node written, boolean expands) {
        Node node = type.tidy(written);
        Shape shape = type.shape();
        if (node instanceof Node.Scalar scalar) {
            leaf(path, scalar, expands);
        } else if (shape instanceof Shape.Fields && node instanceof Node.Mapping mapping) {
            type.keys(mapping).forEach(key -> field(path, key, mapping));
        } else if (shape instanceof Shape.Named named && node instanceof Node.Mapping mapping) {
            mapping.entries().forEach(entry -> walk(join(path, entry.name()), named.value(), entry.value(), expands));
        } else if (shape instanceof Shape.Many many && node instanceof Node.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                walk(path + "[" + i + "]", many.item(), sequence.items().get(i), expands);
            }
        }
    }

    private void field(String path, Key<?> key, Node.Mapping mapping) {
        Optional<Node> value = mapping.find(key.name()).map(Node.Entry::value);
        value.or(key::fallback).ifPresent(node -> walk(join(path, key.name()), key.type(), node, key.environment()));
    }

    private void leaf(String path, Node.Scalar scalar, boolean expands) {
        String origin = scalar.origin().toString();
        if (!expands) {
            lines.add(new Line(path, scalar.text(), origin));
            return;
        }
        Expansion expansion = new Expansion(scalar, environment);
        String value = expansion.result();
        for (String name : expansion.names()) {
            origin += ", environment variable " + name;
        }
        lines.add(new Line(path, value, origin));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
