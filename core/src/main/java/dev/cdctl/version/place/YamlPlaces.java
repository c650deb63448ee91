package dev.cdctl.version.place;

import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.ValuePath;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Where the values of YAML documents stand. A value behind an alias is where its anchor is. */
final class YamlPlaces {
    private static final int DEEPEST = 100;

    /** What YAML 1.2 reads as a number and 1.1 does not. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:\\.\\d+|\\d+(?:\\.\\d*)?)(?:[eE][-+]?\\d+)?|0o[0-7]+|0x[0-9a-fA-F]+");

    private final String text;
    private final List<Leaf> leaves = new ArrayList<>();

    private YamlPlaces(String text) {
        this.text = text;
    }

    /** Every value of all documents. */
    static List<Leaf> of(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEEPEST);
        YamlPlaces places = new YamlPlaces(text);
        try {
            for (Node document : new Yaml(options).composeAll(new StringReader(text))) {
                places.collect(document, List.of());
            }
        } catch (YAMLException e) {
            throw new Damaged(String.valueOf(e.getMessage()));
        }
        return places.leaves;
    }

    /** A version as a plain scalar where it is read as text, else in quotes: {@code 1.10} would be the number 1.1. */
    static String scalar(String version) {
        boolean isText = new Resolver().resolve(NodeId.scalar, version, true).equals(Tag.STR)
                && !NUMBER.matcher(version).matches();
        return isText ? version : '"' + version + '"';
    }

    private void collect(Node node, List<String> way) {
        if (way.size() > DEEPEST) {
            throw new Damaged("it has an alias inside its own anchor");
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode name) {
                    collect(member.getValueNode(), with(way, ValuePath.member(name.getValue())));
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                collect(sequence.getValue().get(i), with(way, ValuePath.item(i)));
            }
        } else if (node instanceof ScalarNode scalar) {
            leaves.add(leaf(scalar, way));
        }
    }

    private Leaf leaf(ScalarNode scalar, List<String> way) {
        // The library counts code points.
        int from = text.offsetByCodePoints(0, scalar.getStartMark().getIndex());
        int to = text.offsetByCodePoints(
                from, scalar.getEndMark().getIndex() - scalar.getStartMark().getIndex());
        boolean oneLine = from < to && text.substring(from, to).lines().count() == 1;
        ScalarStyle style = scalar.getScalarStyle();
        if (oneLine && style == ScalarStyle.PLAIN) {
            return new Leaf(way, new Range(from, to), Leaf.Style.BARE);
        }
        boolean quoted = style == ScalarStyle.SINGLE_QUOTED || style == ScalarStyle.DOUBLE_QUOTED;
        return oneLine && quoted
                ? new Leaf(way, new Range(from + 1, to - 1), Leaf.Style.QUOTED)
                : new Leaf(way, new Range(from, to), Leaf.Style.FIXED);
    }

    private static List<String> with(List<String> way, String step) {
        List<String> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }
}
