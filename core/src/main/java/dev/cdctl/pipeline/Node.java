package dev.cdctl.pipeline;

import dev.cdctl.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** A piece of pipeline.yaml and where it was written. Every scalar is a text; a {@link Type} decides how it is read. */
public sealed interface Node {
    /** Where it begins. */
    Origin origin();

    /** What it is, for people: {@code a list}. */
    String words();

    /** How many nodes it has and how many characters are in them: what it costs to read it once more. */
    default Size size() {
        if (this instanceof Scalar scalar) {
            return new Size(1, scalar.text.length());
        }
        Size size = new Size(1, 0);
        if (this instanceof Sequence sequence) {
            for (Node item : sequence.items) {
                size = size.plus(item.size());
            }
        } else if (this instanceof Mapping mapping) {
            for (Entry entry : mapping.entries) {
                size = size.plus(entry.key.size()).plus(entry.value.size());
            }
        }
        return size;
    }

    /** Nodes, keys included, and characters. */
    record Size(int nodes, int characters) {
        private Size plus(Size other) {
            return new Size(nodes + other.nodes, characters + other.characters);
        }
    }

    /**
     * A text.
     *
     * @param quoted whether it was written in quotes or as a block, so that an empty one is meant to be empty
     */
    record Scalar(String text, boolean quoted, Origin origin) implements Node {
        /** Whether nothing was written at all, as in {@code key:}. */
        public boolean isMissing() {
            return text.isEmpty() && !quoted;
        }

        @Override
        public String words() {
            return isMissing() ? "nothing" : "a text";
        }
    }

    /** A key and its value. */
    record Entry(Scalar key, Node value) {
        /** The key's text. */
        public String name() {
            return key.text();
        }
    }

    /** Keys and values, in the order of the file; no key twice. */
    record Mapping(List<Entry> entries, Origin origin) implements Node {
        /** Copies the list. */
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The entry of that key. */
        public Optional<Entry> find(String key) {
            return entries.stream().filter(entry -> entry.name().equals(key)).findFirst();
        }

        /** The same without that key. */
        public Mapping without(String key) {
            return new Mapping(
                    entries.stream().filter(entry -> !entry.name().equals(key)).toList(), origin);
        }

        /** The same with that entry, in the place of one with the same key or at the end. */
        public Mapping with(Entry entry) {
            return over(new Mapping(List.of(entry), entry.key().origin()), (mine, theirs) -> theirs);
        }

        /** Both together; what both have is decided by the function, which gets this one's entry first. */
        public Mapping over(Mapping other, BinaryOperator<Entry> both) {
            Map<String, Entry> all = new LinkedHashMap<>();
            entries.forEach(entry -> all.put(entry.name(), entry));
            other.entries.forEach(entry -> all.merge(entry.name(), entry, both));
            return new Mapping(new ArrayList<>(all.values()), origin);
        }

        @Override
        public String words() {
            return "a block of keys";
        }
    }

    /** Items in their order. */
    record Sequence(List<Node> items, Origin origin) implements Node {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String words() {
            return "a list";
        }
    }
}
