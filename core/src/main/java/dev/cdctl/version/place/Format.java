package dev.cdctl.version.place;

import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonPlaces;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.ValuePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A format of texts that hold values: where those are, and how a version is written among them. */
public enum Format {
    JSON(Format::json, version -> '"' + version + '"'),
    YAML(YamlPlaces::of, YamlPlaces::scalar),
    TOML(text -> new TomlPlaces(text).all(), version -> '"' + version + '"'),
    PROPERTIES(PropertiesPlaces::of, version -> version);

    private final Function<String, List<Leaf>> leaves;
    private final UnaryOperator<String> bare;

    Format(Function<String, List<Leaf>> leaves, UnaryOperator<String> bare) {
        this.leaves = leaves;
        this.bare = bare;
    }

    /**
     * What brings a version to the one value that a path leads to.
     *
     * @throws NoPlace when there is none, or several, or one that cannot be replaced
     */
    public Edit edit(String text, ValuePath path, String version) {
        List<Leaf> found = find(text, path.steps());
        if (found.isEmpty()) {
            throw NoPlace.missing("nothing is at " + path.text(), "correct the path, or write a value there");
        }
        if (found.size() > 1) {
            throw NoPlace.ambiguous(path.text() + " is there " + found.size() + " times", "take the others out");
        }
        return edit(found.get(0), version)
                .orElseThrow(() -> NoPlace.fixed(
                        "the value at " + path.text() + " is empty or on several lines",
                        "write it on the line of its name"));
    }

    /**
     * What brings a version to a value, when it is there.
     *
     * @throws NoPlace when the text is not of this format
     */
    public Optional<Edit> find(String text, ValuePath path, String version) {
        return find(text, path.steps()).stream().findFirst().flatMap(leaf -> edit(leaf, version));
    }

    private Optional<Edit> edit(Leaf leaf, String version) {
        return switch (leaf.style()) {
            case QUOTED -> Optional.of(new Edit(leaf.range(), version));
            case BARE -> Optional.of(new Edit(leaf.range(), bare.apply(version)));
            case FIXED -> Optional.empty();
        };
    }

    private List<Leaf> find(String text, List<String> steps) {
        try {
            return leaves.apply(text).stream()
                    .filter(leaf -> leaf.way().equals(steps))
                    .toList();
        } catch (Damaged e) {
            throw NoPlace.damaged(String.valueOf(e.getMessage()));
        }
    }

    private static List<Leaf> json(String text) {
        try {
            return JsonPlaces.of(text).stream()
                    .map(place -> new Leaf(
                            place.way(),
                            place.isText()
                                    ? new Range(place.from() + 1, place.to() - 1)
                                    : new Range(place.from(), place.to()),
                            place.isText() ? Leaf.Style.QUOTED : Leaf.Style.BARE))
                    .toList();
        } catch (JsonException e) {
            throw new Damaged(String.valueOf(e.getMessage()));
        }
    }
}
