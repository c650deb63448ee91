package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import java.util.List;
import java.util.Optional;

/** How the value of a key is written: reads it, describes it to people and to editors. */
public interface Type<T> {
    /** What a value consists of, for whatever walks through the language. */
    sealed interface Shape {
        /** A single text. */
        record Leaf() implements Shape {}

        /** A fixed set of keys. */
        record Fields(List<Key<?>> keys) implements Shape {}

        /** A list. */
        record Many(Type<?> item) implements Shape {}

        /** Names that the user chooses, each with a value. */
        record Named(Type<?> value) implements Shape {}
    }

    /** The value that the node stands for; empty when it stands for none, and then the problems say why. */
    Optional<T> read(Node node, Reading reading);

    /** The JSON Schema of every value. */
    Json.Obj schema();

    /** What a value is, so that "expected ..." can stand before it: {@code a duration such as 30s}. */
    String words();

    /** What a value consists of. */
    default Shape shape() {
        return new Shape.Leaf();
    }

    /** The keys that this block can have; fewer than all where a first key chooses among them. */
    default List<Key<?>> keys(Node.Mapping node) {
        return shape() instanceof Shape.Fields fields ? fields.keys() : List.of();
    }

    /** The same value written out where it was written short. */
    default Node tidy(Node node) {
        return node;
    }

    /** The value when one place overrides another: all of the other, or key by key for what has keys. */
    default Node merge(Node base, Node over) {
        return over;
    }
}
