package dev.cdctl.pipeline.reference;

import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Writes the page of all keys, in Markdown. */
public final class Reference {
    private final StringBuilder page = new StringBuilder();
    private final Map<List<Key<?>>, String> written = new IdentityHashMap<>();

    private Reference() {}

    /** The page of a whole language. */
    public static String of(Block<?> root) {
        Reference reference = new Reference();
        reference.page.append("# The keys of pipeline.yaml\n\n");
        reference.page.append("This page is written by the code that reads the file. ");
        reference.page.append("A key with `${}` takes values from the environment: `${NAME}` is replaced, ");
        reference.page.append("and `$${` writes a literal `${`.\n");
        reference.section("", root);
        return reference.page.toString();
    }

    private void section(String path, Type<?> type) {
        Type<?> inner = type;
        String at = path;
        while (inner.shape() instanceof Shape.Many || inner.shape() instanceof Shape.Named) {
            at = inner.shape() instanceof Shape.Named ? at + ".*" : at;
            inner = inner.shape() instanceof Shape.Named named ? named.value() : ((Shape.Many) inner.shape()).item();
        }
        if (inner.shape() instanceof Shape.Fields fields) {
            section(at, inner, fields.keys());
        }
    }

    private void section(String path, Type<?> type, List<Key<?>> keys) {
        if (!path.isEmpty()) {
            page.append("\n## `").append(path).append("`\n");
        }
        String same = written.putIfAbsent(keys, path);
        if (same != null) {
            page.append("\nThe same keys as `").append(same).append("`.\n");
            return;
        }
        boolean choice = type instanceof Choice;
        page.append(choice ? "\nOne entry is " + type.words() + ".\n" : "");
        page.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        keys.forEach(key -> row(key, key.required() && !choice));
        keys.forEach(key -> section(path.isEmpty() ? key.name() : path + "." + key.name(), key.type()));
    }

    private void row(Key<?> key, boolean required) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + key.name() + "`" + (key.environment() ? " `${}`" : ""));
        cells.add(key.type().words());
        cells.add(required ? "required" : key.fallbackText().isEmpty() ? "" : "`" + key.fallbackText() + "`");
        cells.add(key.doc());
        page.append("| ")
                .append(String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()))
                .append(" |\n");
    }
}
