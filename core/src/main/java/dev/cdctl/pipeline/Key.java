package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Origin;
import java.util.List;
import java.util.Optional;

/**
 * One key of the language. Keys are best kept in lists: a hash of one hashes its whole type, and that costs at start-up.
 *
 * @param doc what it means, in whole sentences
 * @param required whether it has to be written
 * @param fallback what is read when it is not written
 * @param environment whether {@code ${NAME}} in its value is replaced from the environment
 */
public record Key<T>(
        String name, Type<T> type, String doc, boolean required, Optional<Node> fallback, boolean environment) {
    /** The origin of values that nobody wrote. */
    public static final Origin DEFAULT = Origin.of("default");

    /** A key that may be left out. */
    public static <T> Key<T> of(String name, Type<T> type, String doc) {
        return new Key<>(name, type, doc, false, Optional.empty(), false);
    }

    /** A key that has to be written. */
    public static <T> Key<T> required(String name, Type<T> type, String doc) {
        return new Key<>(name, type, doc, true, Optional.empty(), false);
    }

    /** The same key, read as that text when it is left out. */
    public Key<T> or(String text) {
        return or(new Node.Scalar(text, true, DEFAULT));
    }

    /** The same key, read as an empty block or list when it is left out. */
    public Key<T> orEmpty() {
        return type.shape() instanceof Type.Shape.Many
                ? or(new Node.Sequence(List.of(), DEFAULT))
                : or(new Node.Mapping(List.of(), DEFAULT));
    }

    /** The same key, with {@code ${NAME}} in its value replaced. */
    public Key<T> withEnvironment() {
        return new Key<>(name, type, doc, required, fallback, true);
    }

    private Key<T> or(Node node) {
        return new Key<>(name, type, doc, false, Optional.of(node), environment);
    }

    /** The default as the user would write it; empty when there is none or when it is just empty. */
    public String fallbackText() {
        return fallback.filter(Node.Scalar.class::isInstance)
                .map(node -> ((Node.Scalar) node).text())
                .orElse("");
    }

    /** The JSON Schema of its value, with the documentation and the default. */
    public Json.Obj schema() {
        Json.Obj plain = type.schema();
        boolean isInteger = plain.text("type").filter("integer"::equals).isPresent();
        Json.Builder schema = Json.object().put("description", doc);
        if (!fallbackText().isEmpty()) {
            schema.put("default", isInteger ? Json.of(Long.parseLong(fallbackText())) : Json.of(fallbackText()));
        }
        if (environment && type.shape() instanceof Type.Shape.Leaf) {
            Json reference =
                    Json.object().put("type", "string").put("pattern", "\\$\\{").build();
            return schema.put("anyOf", Json.of(List.of(plain, reference))).build();
        }
        plain.members().forEach(schema::put);
        return schema.build();
    }
}
