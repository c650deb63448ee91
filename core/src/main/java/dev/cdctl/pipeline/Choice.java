package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One of several blocks, told apart by the first key of each: {@code - archive: {...}}. */
public final class Choice<T> implements Type<T> {
    private final String words;
    private final boolean bare;
    private final List<Block<? extends T>> blocks;

    private Choice(String words, boolean bare, List<Block<? extends T>> blocks) {
        this.words = words;
        this.bare = bare;
        this.blocks = blocks;
    }

    /** A choice of these blocks. */
    @SafeVarargs // the array is only read
    public static <T> Choice<T> of(String words, Block<? extends T>... blocks) {
        return new Choice<>(words, false, Arrays.asList(blocks));
    }

    /** The same choice, where the first key's name alone stands for the block with its default. */
    public Choice<T> orWord() {
        return new Choice<>(words, true, blocks);
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        Node tidy = tidy(node);
        if (tidy instanceof Node.Mapping mapping) {
            return chosen(mapping, reading)
                    .flatMap(block -> block.read(mapping, reading).map(value -> value));
        }
        if (bare && node instanceof Node.Scalar scalar && !scalar.isMissing()) {
            reading.add(unknown(scalar));
        } else {
            reading.add(Problem.of("CD-112", "expected " + words() + ", found " + node.words())
                    .at(reading.origin(node)));
        }
        return Optional.empty();
    }

    private Optional<Block<? extends T>> chosen(Node.Mapping mapping, Reading reading) {
        List<Block<? extends T>> found = new ArrayList<>(blocks);
        found.removeIf(block -> mapping.find(first(block)).isEmpty());
        if (found.size() == 1) {
            return Optional.of(found.get(0));
        }
        if (found.size() > 1) {
            reading.add(Problem.of("CD-118", words + " has only one of " + String.join(", ", names()))
                    .at(mapping.find(first(found.get(1))).orElseThrow().key().origin()));
        } else if (mapping.entries().isEmpty()) {
            reading.add(Problem.of("CD-118", words + " needs one of " + String.join(", ", names()))
                    .at(reading.origin(mapping)));
        } else {
            reading.add(unknown(mapping.entries().get(0).key()));
        }
        return Optional.empty();
    }

    private Problem unknown(Node.Scalar word) {
        boolean valid = names().contains(word.text());
        return valid
                ? Problem.of("CD-118", "'" + word.text() + "' needs a value")
                        .at(word.origin())
                        .remedy("write {" + word.text() + ": ...}")
                : Problem.of("CD-114", Reading.quote(word.text()) + " is not " + words)
                        .at(word.origin())
                        .because("valid here: " + String.join(", ", names()))
                        .remedy(Nearest.question(word.text(), names()));
    }

    private List<String> names() {
        return blocks.stream().map(Choice::first).toList();
    }

    private static String first(Block<?> block) {
        return block.keys().get(0).name();
    }

    @Override
    public Node tidy(Node node) {
        if (!bare || !(node instanceof Node.Scalar scalar)) {
            return node;
        }
        return blocks.stream()
                .map(block -> block.keys().get(0))
                .filter(key -> key.name().equals(scalar.text()))
                .flatMap(key -> key.fallback().stream())
                .<Node>map(value -> new Node.Mapping(List.of(new Node.Entry(scalar, value)), scalar.origin()))
                .findFirst()
                .orElse(node);
    }

    @Override
    public Json.Obj schema() {
        List<Json> alternatives = new ArrayList<>();
        List<String> alone = blocks.stream()
                .map(block -> block.keys().get(0))
                .filter(key -> bare && key.fallback().isPresent())
                .map(Key::name)
                .toList();
        if (!alone.isEmpty()) {
            alternatives.add(Json.object().put("enum", Json.ofTexts(alone)).build());
        }
        blocks.forEach(block -> alternatives.add(schema(block)));
        return Json.object().put("anyOf", Json.of(alternatives)).build();
    }

    /** The first key chooses the block, so it has to be there even when it has a default. */
    private static Json schema(Block<?> block) {
        Json.Builder schema = Json.object();
        block.schema().members().forEach(schema::put);
        List<String> required = new ArrayList<>();
        block.keys().stream().skip(1).filter(Key::required).map(Key::name).forEach(required::add);
        required.add(0, first(block));
        return schema.put("type", "object")
                .put("required", Json.ofTexts(required))
                .build();
    }

    @Override
    public String words() {
        return words + " (" + String.join(", ", names()) + ")";
    }

    @Override
    public List<Key<?>> keys(Node.Mapping node) {
        return blocks.stream()
                .filter(block -> node.find(first(block)).isPresent())
                .findFirst()
                .<List<Key<?>>>map(Block::keys)
                .orElse(List.of());
    }

    /** The keys of all blocks, each name once. */
    @Override
    public Shape shape() {
        List<Key<?>> keys = new ArrayList<>();
        for (Block<? extends T> block : blocks) {
            for (Key<?> key : block.keys()) {
                if (keys.stream().noneMatch(known -> known.name().equals(key.name()))) {
                    keys.add(key);
                }
            }
        }
        return new Shape.Fields(keys);
    }
}
