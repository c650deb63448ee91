package dev.cdctl.version.stamp;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceText.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Finds the places that do not say the version, and writes nothing. */
final class Unstamped implements Search.Visitor {
    private static final int LONGEST_SHOWN = 200;

    private final Function<String, SourceText> reader;
    private final Map<String, SourceText> texts = new TreeMap<>();
    private final List<Problem> found = new ArrayList<>();

    Unstamped(Function<String, SourceText> reader) {
        this.reader = reader;
    }

    @Override
    public SourceText text(String path) {
        return texts.computeIfAbsent(path, reader);
    }

    @Override
    public void found(String path, List<Edit> edits) {
        String text = text(path).text();
        edits.stream()
                .sorted(Comparator.comparingInt(edit -> edit.range().from()))
                .forEach(edit -> compare(path, text, edit));
    }

    /** One problem for each place, in the order of the entries. */
    List<Problem> problems() {
        return List.copyOf(found);
    }

    /** How many files there are. */
    int files() {
        return texts.size();
    }

    private void compare(String path, String text, Edit edit) {
        String says = text.substring(edit.range().from(), edit.range().to());
        if (!says.equals(edit.value())) {
            found.add(Problem.of("CD-259", path + " is not stamped: it says " + shown(says) + ", not " + edit.value())
                    .at(place(path, text, edit.range().from()))
                    .remedy("cdctl version-stamp"));
        }
    }

    private static Origin place(String path, String text, int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        String whole = text.substring(start).lines().findFirst().orElse("");
        return new Origin(path, line, at - start + 1, whole.length() > LONGEST_SHOWN ? "" : whole);
    }

    private static String shown(String says) {
        return Optional.of(says)
                .filter(text -> !text.isBlank())
                .map(text -> text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text)
                .orElse("nothing");
    }
}
