package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that the user chooses, each with a value; in the order of the file. Values that could not be read are left out. */
public final class MapOf<T> implements Type<Map<String, T>> {
    private final String words;
    private final Names names;
    private final Set<String> taken;
    private final Type<? extends T> value;

    /** What the names look like. */
    private enum Names {
        NAME("a name: lower-case letters, digits and single hyphens, first a letter", Types.NAME_FORM),
        VARIABLE("the name of an environment variable", "^[A-Za-z_][A-Za-z0-9_]*$"),
        LABEL("the name of a label", "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$");

        private final String words;
        private final String form;

        Names(String words, String form) {
            this.words = words;
            this.form = form;
        }

        boolean accepts(String name) {
            return this == NAME ? Name.isValid(name) : Pattern.matches(form, name);
        }
    }

    private MapOf(String words, Names names, Set<String> taken, Type<? extends T> value) {
        this.words = words;
        this.names = names;
        this.taken = taken;
        this.value = value;
    }

    /** Keyed by {@link Name}s. */
    public static <T> MapOf<T> names(String words, Type<? extends T> value) {
        return new MapOf<>(words, Names.NAME, Set.of(), value);
    }

    /**
     * Keyed by the names of environment variables, without those that begin with {@code CDCTL_}.
     *
     * @param taken other names that cdctl sets itself
     */
    public static <T> MapOf<T> variables(String words, Set<String> taken, Type<? extends T> value) {
        return new MapOf<>(words, Names.VARIABLE, Set.copyOf(taken), value);
    }

    /**
     * Keyed by the names of labels, such as {@code com.example.team}.
     *
     * @param taken other names that cdctl sets itself
     */
    public static <T> MapOf<T> labels(String words, Set<String> taken, Type<? extends T> value) {
        return new MapOf<>(words, Names.LABEL, Set.copyOf(taken), value);
    }

    @Override
    public Optional<Map<String, T>> read(Node node, Reading reading) {
        if (!(tidy(node) instanceof Node.Mapping mapping)) {
            reading.add(Problem.of("CD-112", "expected " + words + ", found " + node.words())
                    .at(node.origin()));
            return Optional.empty();
        }
        Map<String, T> values = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> read(entry, reading, values));
        return Optional.of(values);
    }

    private void read(Node.Entry entry, Reading reading, Map<String, T> values) {
        Optional<Problem> wrong = wrong(entry.name());
        wrong.ifPresent(problem -> reading.add(problem.at(entry.key().origin())));
        Reading inner = reading.named(entry.key());
        value.read(entry.value(), wrong.isPresent() ? inner.partial() : inner)
                .filter(read -> wrong.isEmpty())
                .ifPresent(read -> values.put(entry.name(), read));
    }

    private Optional<Problem> wrong(String name) {
        if (!names.accepts(name)) {
            return Optional.of(Problem.of("CD-113", Reading.quote(name) + " is not " + names.words));
        }
        boolean own = taken.contains(name) || names == Names.VARIABLE && name.startsWith("CDCTL_");
        String kind = names == Names.LABEL ? "the label '" : "the variable '";
        return own
                ? Optional.of(Problem.of("CD-133", kind + name + "' is set by cdctl")
                        .because("whatever is written here would be lost"))
                : Optional.empty();
    }

    @Override
    public Json.Obj schema() {
        return Json.object()
                .put("type", Json.ofTexts(List.of("object", "null")))
                .put("propertyNames", Json.object().put("pattern", names.form).build())
                .put("additionalProperties", value.schema())
                .build();
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public Shape shape() {
        return new Shape.Named(value);
    }

    @Override
    public Node tidy(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isMissing()
                ? new Node.Mapping(List.of(), node.origin())
                : node;
    }

    @Override
    public Node merge(Node base, Node over) {
        if (!(tidy(base) instanceof Node.Mapping mine && tidy(over) instanceof Node.Mapping theirs)) {
            return over;
        }
        return mine.over(theirs, (a, b) -> new Node.Entry(b.key(), value.merge(a.value(), b.value())));
    }
}
