package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A fixed set of keys, and the record that their values make. */
public final class Block<T> implements Type<T> {
    private final String words;
    private final Function<Values, T> factory;
    private final List<Key<?>> keys;
    private final Optional<Key<?>> shorthand;
    private final Function<Node.Mapping, List<Key<?>>> unused;

    private Block(Block<T> other, Optional<Key<?>> shorthand, Function<Node.Mapping, List<Key<?>>> unused) {
        words = other.words;
        factory = other.factory;
        keys = other.keys;
        this.shorthand = shorthand;
        this.unused = unused;
    }

    private Block(String words, Function<Values, T> factory, List<Key<?>> keys) {
        this.words = words;
        this.factory = factory;
        this.keys = keys;
        shorthand = Optional.empty();
        unused = node -> List.of();
    }

    /**
     * A block of these keys.
     *
     * @param words what it is, with its article: {@code a health block}
     * @param factory is called when every key could be read; may still refuse
     */
    public static <T> Block<T> of(String words, Function<Values, T> factory, Key<?>... keys) {
        return new Block<>(words, factory, List.of(keys));
    }

    /** The same block, which may also be written as the value of that key alone. */
    public Block<T> shorthand(Key<?> key) {
        return new Block<>(this, Optional.of(key), unused);
    }

    /** The same block, with the keys that mean nothing in such a block, so that their defaults are not shown. */
    public Block<T> unused(Function<Node.Mapping, List<Key<?>>> keysOf) {
        return new Block<>(this, shorthand, keysOf);
    }

    /** The keys of the block, without the record: what is written is checked, nothing is made of it. */
    public Type<Boolean> partial() {
        return new Partial(this);
    }

    /** The keys, in the order of the documentation. */
    public List<Key<?>> keys() {
        return keys;
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        return values(node, reading).flatMap(this::make);
    }

    /** What the factory makes of the values; empty when a key could not be read or the factory refused. */
    public Optional<T> make(Values values) {
        if (values.failed || values.reading.isPartial()) {
            return Optional.empty();
        }
        T made = factory.apply(values);
        return values.failed ? Optional.empty() : Optional.of(made);
    }

    /** The values of the keys, as far as they could be read; empty when the node is no block. */
    public Optional<Values> values(Node node, Reading reading) {
        if (!(tidy(node) instanceof Node.Mapping mapping)) {
            reading.add(Problem.of("CD-112", "expected " + words() + ", found " + node.words())
                    .at(node.origin()));
            return Optional.empty();
        }
        Values values = new Values(mapping, reading.origin(mapping), reading);
        mapping.entries().forEach(entry -> refuseUnknown(entry, values));
        keys.forEach(key -> read(key, values));
        return Optional.of(values);
    }

    private <V> void read(Key<V> key, Values values) {
        Optional<Node.Entry> entry = values.mapping.find(key.name());
        Optional<Node> node = entry.map(Node.Entry::value).or(key::fallback);
        if (node.isPresent()) {
            Optional<Origin> origin = entry.map(Node.Entry::key).map(Node.Scalar::origin);
            Optional<V> value = key.type().read(node.get(), values.reading.under(key, origin));
            value.ifPresentOrElse(present -> values.read.put(key, present), values::fail);
        } else if (key.required() && !values.reading.isPartial()) {
            values.fail();
            refuseMissing(key, values);
        }
    }

    private void refuseMissing(Key<?> key, Values values) {
        if (!values.misspelt.contains(key.name())) {
            values.reading.add(Problem.of("CD-111", "the key '" + key.name() + "' is missing in " + words)
                    .at(values.origin)
                    .because(key.doc()));
        }
    }

    private void refuseUnknown(Node.Entry entry, Values values) {
        List<String> valid = keys.stream().map(Key::name).toList();
        if (!valid.contains(entry.name())) {
            Nearest.of(entry.name(), valid).ifPresent(values.misspelt::add);
            values.reading.add(Problem.of("CD-110", "unknown key " + Reading.quote(entry.name()) + " in " + words)
                    .at(entry.key().origin())
                    .because("valid here: " + String.join(", ", valid))
                    .remedy(Nearest.question(entry.name(), valid)));
        }
    }

    @Override
    public Json.Obj schema() {
        Json.Obj object = objectSchema();
        return shorthand
                .map(key -> Json.object()
                        .put("anyOf", Json.of(List.of(key.type().schema(), object)))
                        .build())
                .orElse(object);
    }

    private Json.Obj objectSchema() {
        List<String> required =
                keys.stream().filter(Key::required).map(Key::name).toList();
        Json.Builder properties = Json.object();
        keys.forEach(key -> properties.put(key.name(), key.schema()));
        Json.Builder object = Json.object()
                .put("type", required.isEmpty() ? Json.ofTexts(List.of("object", "null")) : Json.of("object"))
                .put("additionalProperties", false)
                .put("properties", properties.build());
        return required.isEmpty()
                ? object.build()
                : object.put("required", Json.ofTexts(required)).build();
    }

    @Override
    public String words() {
        return shorthand.map(key -> words + " or " + key.type().words()).orElse(words);
    }

    @Override
    public Shape shape() {
        return new Shape.Fields(keys);
    }

    @Override
    public List<Key<?>> keys(Node.Mapping node) {
        List<Key<?>> without = unused.apply(node);
        return keys.stream().filter(key -> !without.contains(key)).toList();
    }

    @Override
    public Node tidy(Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            return node;
        }
        if (scalar.isMissing()) {
            return new Node.Mapping(List.of(), scalar.origin());
        }
        return shorthand
                .<Node>map(key -> new Node.Mapping(List.of(entry(key, scalar)), scalar.origin()))
                .orElse(node);
    }

    private static Node.Entry entry(Key<?> key, Node.Scalar value) {
        return new Node.Entry(new Node.Scalar(key.name(), false, value.origin()), value);
    }

    @Override
    public Node merge(Node base, Node over) {
        if (!(tidy(base) instanceof Node.Mapping mine && tidy(over) instanceof Node.Mapping theirs)) {
            return over;
        }
        Map<String, Key<?>> known = keys.stream().collect(Collectors.toMap(Key::name, key -> key));
        return mine.over(
                theirs,
                (a, b) -> new Node.Entry(
                        b.key(),
                        Optional.<Key<?>>ofNullable(known.get(b.name()))
                                .map(key -> key.type().merge(a.value(), b.value()))
                                .orElse(b.value())));
    }

    /** What the keys of one block are set to. Not thread-safe. */
    public static final class Values {
        private final Node.Mapping mapping;
        private final Origin origin;
        private final Reading reading;
        private final Map<Key<?>, Object> read = new IdentityHashMap<>();
        private final Set<String> misspelt = new HashSet<>();
        private boolean failed;

        private Values(Node.Mapping mapping, Origin origin, Reading reading) {
            this.mapping = mapping;
            this.origin = origin;
            this.reading = reading;
        }

        /** The value of a key that is required or has a default. */
        public <T> T get(Key<T> key) {
            return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " was not read"));
        }

        /** The value of a key; empty when it was not written, or could not be read. */
        @SuppressWarnings("unchecked") // put by Block.read, which takes the value from the type of the same key
        public <T> Optional<T> find(Key<T> key) {
            return Optional.ofNullable((T) read.get(key));
        }

        /** Where the key was written; empty when it was not. */
        public Optional<Origin> written(Key<?> key) {
            return mapping.find(key.name()).map(entry -> entry.key().origin());
        }

        /** Where the key was written; where the block was when it was not. */
        public Origin origin(Key<?> key) {
            return written(key).orElse(origin);
        }

        /** Where the block was written: the key that leads to it. */
        public Origin origin() {
            return origin;
        }

        /** The name that the user chose for the block; empty where blocks have none. */
        public String name() {
            return reading.name();
        }

        /** What is known while the file is read. */
        public Reading reading() {
            return reading;
        }

        /** The block as it was written. */
        public Node.Mapping mapping() {
            return mapping;
        }

        /** Adds a problem, and makes sure that nothing comes of the block. */
        public void refuse(Problem problem) {
            reading.add(problem);
            fail();
        }

        private void fail() {
            failed = true;
        }
    }

    private record Partial(Block<?> block) implements Type<Boolean> {
        @Override
        public Optional<Boolean> read(Node node, Reading reading) {
            return block.values(node, reading.partial()).map(values -> true);
        }

        @Override
        public Json.Obj schema() {
            return block.schema();
        }

        @Override
        public String words() {
            return block.words();
        }

        @Override
        public Shape shape() {
            return block.shape();
        }

        @Override
        public Node tidy(Node node) {
            return block.tidy(node);
        }

        @Override
        public Node merge(Node base, Node over) {
            return block.merge(base, over);
        }
    }
}
