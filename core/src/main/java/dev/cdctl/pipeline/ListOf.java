package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list. Items that could not be read are left out, so that what can be said of the others is said. */
public record ListOf<T>(String words, Type<? extends T> item) implements Type<List<T>> {
    @Override
    public Optional<List<T>> read(Node node, Reading reading) {
        Node tidy = tidy(node);
        if (!(tidy instanceof Node.Sequence sequence)) {
            Problem problem = Problem.of("CD-112", "expected " + words + ", found " + node.words())
                    .at(node.origin());
            boolean single = node instanceof Node.Scalar && item.shape() instanceof Shape.Leaf;
            reading.add(single ? problem.remedy("write it in brackets: [...]") : problem);
            return Optional.empty();
        }
        List<T> items = new ArrayList<>();
        sequence.items().forEach(each -> item.read(each, reading.item()).ifPresent(items::add));
        return Optional.of(items);
    }

    @Override
    public Json.Obj schema() {
        return Json.object()
                .put("type", Json.ofTexts(List.of("array", "null")))
                .put("items", item.schema())
                .build();
    }

    @Override
    public Shape shape() {
        return new Shape.Many(item);
    }

    @Override
    public Node tidy(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isMissing()
                ? new Node.Sequence(List.of(), node.origin())
                : node;
    }
}
