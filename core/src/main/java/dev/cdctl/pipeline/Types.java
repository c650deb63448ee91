package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The types of values that are one text, besides {@link Paths}. */
public final class Types {
    /** What a {@link Name} looks like, for editors. */
    static final String NAME_FORM = "^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,62}$";

    private static final int LONGEST_PATTERN = 1000;
    private static final Duration LONGEST = Duration.ofDays(366);

    private Types() {}

    /** Any text with something in it, on one line or more. */
    public static Type<String> text(String words) {
        return new ScalarType<>(words, anyScalar(), Types::filled);
    }

    /** Any text, also an empty one. */
    public static Type<String> anyText(String words) {
        return new ScalarType<>(words, anyScalar(), text -> text);
    }

    /** A text with something in it on one line, without control characters. */
    public static Type<String> line(String words) {
        return new ScalarType<>(words, anyScalar(), text -> {
            check(text.codePoints().noneMatch(Character::isISOControl), "it is more than one line of text");
            return filled(text);
        });
    }

    /** A {@link Name}. */
    public static Type<Name> name() {
        return new ScalarType<>(
                "a name: lower-case letters, digits and single hyphens, first a letter", formed(NAME_FORM), text -> {
                    check(Name.isValid(text), "");
                    return new Name(text);
                });
    }

    /** The name of an environment variable. */
    public static Type<String> variable() {
        return new ScalarType<>("the name of an environment variable", formed("^[A-Za-z_][A-Za-z0-9_]*$"), text -> {
            check(Expansion.isVariable(text), "");
            return text;
        });
    }

    /** A whole number, both ends in the range. */
    public static Type<Integer> integer(int least, int most) {
        String words = "a whole number from " + least + " to " + most;
        Json.Obj schema = Json.object()
                .put("type", "integer")
                .put("minimum", least)
                .put("maximum", most)
                .build();
        return new ScalarType<>(words, schema, text -> {
            check(!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9'), "");
            check(text.equals("0") || text.charAt(0) != '0', "it begins with a zero");
            check(text.length() <= 9, "it is too large");
            int number = Integer.parseInt(text);
            check(number >= least && number <= most, "it is out of the range");
            return number;
        });
    }

    /** A time such as {@code 500ms}, {@code 10s}, {@code 5m} or {@code 2h}; at most a year. */
    public static Type<Duration> duration() {
        return new ScalarType<>("a duration such as 500ms, 30s, 5m or 2h", formed("^[0-9]{1,9}(ms|s|m|h)$"), text -> {
            int unit = 0;
            while (unit < text.length() && text.charAt(unit) >= '0' && text.charAt(unit) <= '9') {
                unit++;
            }
            check(unit < text.length(), "it has no unit");
            check(unit > 0 && unit <= 9, "");
            Duration duration = duration(Long.parseLong(text.substring(0, unit)), text.substring(unit));
            check(duration.compareTo(LONGEST) <= 0, "it is more than a year");
            return duration;
        });
    }

    /** A {@link #duration} that is more than no time at all. */
    public static Type<Duration> positiveDuration() {
        Type<Duration> any = duration();
        return new ScalarType<>(any.words(), any.schema(), text -> {
            Duration duration = ((ScalarType<Duration>) any).parse().apply(text);
            check(!duration.isZero(), "it is no time at all");
            return duration;
        });
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> throw new IllegalArgumentException("'" + unit + "' is not one of the units ms, s, m, h");
        };
    }

    /** {@code true} or {@code false}, and no other word for them. */
    public static Type<Boolean> truth() {
        return new ScalarType<>(
                "true or false", Json.object().put("type", "boolean").build(), text -> {
                    check(text.equals("true") || text.equals("false"), "");
                    return text.equals("true");
                });
    }

    /** One of the words of an enum: its constants in lower case, with hyphens. */
    public static <E extends Enum<E>> Type<E> word(E[] values) {
        return word(values, value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** One of some values, each chosen by its word. */
    public static <V> Type<V> word(V[] values, Function<V, String> worded) {
        Map<String, V> words = new LinkedHashMap<>();
        Arrays.stream(values).forEach(value -> words.put(worded.apply(value), value));
        List<String> valid = List.copyOf(words.keySet());
        Json.Obj schema = Json.object()
                .put("enum", Json.ofTexts(List.copyOf(words.keySet())))
                .build();
        return new ScalarType<>("one of " + String.join(", ", words.keySet()), schema, text -> {
            V value = words.get(text);
            if (value == null) {
                throw new ScalarType.Mismatch(wrong -> unknown(wrong, words));
            }
            return value;
        });
    }

    private static Problem unknown(String word, Map<String, ?> words) {
        return Problem.of("CD-114", Reading.quote(word) + " is not one of " + String.join(", ", words.keySet()))
                .remedy(Nearest.question(word, words.keySet()));
    }

    /** A regular expression of Java with exactly one group, the part that is meant. */
    public static Type<String> pattern() {
        return new ScalarType<>("a regular expression with exactly one group", anyScalar(), text -> {
            check(filled(text).length() <= LONGEST_PATTERN, "it is longer than " + LONGEST_PATTERN + " characters");
            int groups = Pattern.compile(text).matcher("").groupCount();
            check(groups == 1, "it has " + (groups == 0 ? "no group" : groups + " groups"));
            return text;
        });
    }

    /** A text that stands for something else as a whole. */
    public static <S, T> Type<T> map(Type<S> type, Function<S, T> then) {
        ScalarType<S> scalar = (ScalarType<S>) type;
        return new ScalarType<>(
                scalar.words(),
                scalar.schema(),
                text -> then.apply(scalar.parse().apply(text)));
    }

    /** A value of a type of its own, given by what a text of it looks like. */
    public static <T> Type<T> of(String words, String form, Function<String, T> parse) {
        return new ScalarType<>(words, formed(form), parse);
    }

    /** A plain text, also an empty one, or a block where one is written. */
    public static <T> Type<T> textOr(Type<? extends T> text, Type<? extends T> block) {
        return new TextOr<>(text, block);
    }

    /**
     * Refuses a text that is being parsed.
     *
     * @throws IllegalArgumentException unless it is right
     */
    public static void check(boolean right, String reason) {
        if (!right) {
            throw new IllegalArgumentException(reason);
        }
    }

    private static String filled(String text) {
        check(!text.isBlank(), "it is empty");
        return text;
    }

    static Json.Obj anyScalar() {
        return Json.object()
                .put("type", Json.ofTexts(List.of("string", "number", "boolean")))
                .build();
    }

    static Json.Obj formed(String form) {
        return Json.object().put("type", "string").put("pattern", form).build();
    }

    private record TextOr<T>(Type<? extends T> text, Type<? extends T> block) implements Type<T> {
        @Override
        public Optional<T> read(Node node, Reading reading) {
            if (node instanceof Node.Scalar scalar) {
                Node given = new Node.Scalar(scalar.text(), true, scalar.origin());
                return text.read(given, reading).map(value -> value);
            }
            if (node instanceof Node.Sequence) {
                reading.add(Problem.of("CD-112", "expected " + words() + ", found " + node.words())
                        .at(node.origin()));
                return Optional.empty();
            }
            return block.read(node, reading).map(value -> value);
        }

        @Override
        public Json.Obj schema() {
            Json nothing = Json.object().put("type", "null").build();
            return Json.object()
                    .put("anyOf", Json.of(List.of(text.schema(), nothing, block.schema())))
                    .build();
        }

        @Override
        public String words() {
            return text.words() + " or " + block.words();
        }

        @Override
        public Shape shape() {
            return block.shape();
        }
    }
}
