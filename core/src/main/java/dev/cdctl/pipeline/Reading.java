package dev.cdctl.pipeline;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What is known while a file is being read: the environment, the problems so far, and the place. Not thread-safe. */
public final class Reading {
    private static final int MOST_PROBLEMS = 100;
    private static final int LONGEST_QUOTE = 60;

    private final Path file;
    private final Map<String, String> environment;
    private final Set<Problem> problems;
    private final List<String> remarks;
    private final Place place;

    /**
     * Where in the file it is.
     *
     * @param name the name that the user chose for the block, as in {@code environments}
     * @param origin the key that leads to the block
     * @param expands whether {@code ${NAME}} is replaced
     * @param partial whether only what is written is checked, because another place adds to it
     */
    private record Place(String name, Optional<Origin> origin, boolean expands, boolean partial) {}

    private Reading(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        this.problems = new LinkedHashSet<>();
        this.remarks = new ArrayList<>();
        this.place = new Place("", Optional.empty(), false, false);
    }

    private Reading(Reading other, Place place) {
        this.file = other.file;
        this.environment = other.environment;
        this.problems = other.problems;
        this.remarks = other.remarks;
        this.place = place;
    }

    /**
     * Begins to read.
     *
     * @param file absolute; relative paths in it are relative to its folder
     * @param environment what {@code ${NAME}} is replaced from
     */
    public static Reading of(Path file, Map<String, String> environment) {
        return new Reading(file, environment);
    }

    /** The value of that key follows. */
    Reading under(Key<?> key, Optional<Origin> origin) {
        return with(new Place("", origin, key.environment(), place.partial()));
    }

    /** The block that the user gave that name follows. */
    Reading named(Node.Scalar name) {
        return with(new Place(name.text(), Optional.of(name.origin()), place.expands(), place.partial()));
    }

    /** An item of a list follows. */
    Reading item() {
        return with(new Place("", Optional.empty(), place.expands(), place.partial()));
    }

    /** From here on only what is written is checked. */
    Reading partial() {
        return with(new Place(place.name(), place.origin(), place.expands(), true));
    }

    private Reading with(Place next) {
        return new Reading(this, next);
    }

    /** The file, absolute. */
    public Path file() {
        return file;
    }

    /** The folder that paths are relative to. */
    public Path folder() {
        return Objects.requireNonNull(file.getParent());
    }

    /** The name that the user chose for this block; empty where blocks have none. */
    public String name() {
        return place.name();
    }

    boolean isPartial() {
        return place.partial();
    }

    boolean expands() {
        return place.expands();
    }

    /** Where the value under way was written: its key, or itself when it has none. */
    Origin origin(Node node) {
        return place.origin().orElse(node.origin());
    }

    /** Adds a problem, unless it is known; after a hundred the rest is left for the next time. */
    public void add(Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** Adds what is right and yet worth knowing, as a whole sentence. */
    public void remark(String remark) {
        if (!remarks.contains(remark)) {
            remarks.add(remark);
        }
    }

    /** Every remark, in the order in which blocks were read. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Every problem, in the order of the file. */
    public List<Problem> problems() {
        if (problems.isEmpty()) {
            return List.of();
        }
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(
                        (Problem problem) -> problem.origin().map(Origin::line).orElse(0))
                .thenComparingInt(
                        problem -> problem.origin().map(Origin::column).orElse(0)));
        return sorted;
    }

    /** The text of a scalar, with {@code ${NAME}} replaced where its key says so; empty after a problem. */
    Optional<String> text(Node.Scalar scalar) {
        if (!place.expands() || scalar.text().indexOf('$') < 0) {
            return Optional.of(scalar.text());
        }
        return new Expansion(scalar, environment).expand(this);
    }

    /** A text in quotes, short enough for a message and without anything that a terminal would act on. */
    public static String quote(String text) {
        boolean fits = text.length() <= LONGEST_QUOTE;
        return "'" + harmless(fits ? text : text.substring(0, LONGEST_QUOTE) + "...") + "'";
    }

    /** The text without anything that a terminal would act on. */
    static String harmless(String text) {
        StringBuilder harmless = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean shown = Character.getType(point) != Character.FORMAT && !Character.isISOControl(point);
            harmless.append(shown ? Character.toString(point) : String.format("\\u%04x", point));
        });
        return harmless.toString();
    }
}
