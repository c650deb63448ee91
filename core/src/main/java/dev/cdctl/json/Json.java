package dev.cdctl.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A JSON value. Objects keep the order of their members. */
public sealed interface Json {
    /** The value {@code null}. */
    record Null() implements Json {}

    /** A truth value. */
    record Bool(boolean value) implements Json {}

    /** A number, as it was written: BigDecimal costs 10 ms of start-up on some JVMs, so it is made only when asked for. */
    record Num(String digits) implements Json {
        /** The number. */
        public BigDecimal value() {
            return new BigDecimal(digits);
        }

        /** The number as a whole one, without what is behind its point. */
        long whole() {
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return value().longValue();
            }
        }
    }

    /** A string. */
    record Str(String value) implements Json {}

    /** An array. */
    record Arr(List<Json> items) implements Json {
        /** Copies the items. */
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** An object. */
    record Obj(Map<String, Json> members) implements Json {
        /** Copies the members, in their order. */
        public Obj {
            members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The same with every string in it changed, however deep; names of members stay. */
        public Obj withTexts(UnaryOperator<String> change) {
            Map<String, Json> changed = new LinkedHashMap<>();
            members.forEach((name, value) -> changed.put(name, texts(value, change)));
            return new Obj(changed);
        }

        private static Json texts(Json json, UnaryOperator<String> change) {
            if (json instanceof Str text) {
                return new Str(change.apply(text.value()));
            }
            if (json instanceof Arr array) {
                return new Arr(
                        array.items().stream().map(item -> texts(item, change)).toList());
            }
            return json instanceof Obj object ? object.withTexts(change) : json;
        }

        /** The member of that name, when there is one that is not null. */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Null));
        }

        /** The string of that name. */
        public Optional<String> text(String name) {
            return get(name).filter(Str.class::isInstance).map(value -> ((Str) value).value());
        }

        /**
         * The string of that name, which must be there.
         *
         * @throws JsonException when it is missing or not a string
         */
        public String need(String name) {
            return text(name).orElseThrow(() -> new JsonException("no string '" + name + "'"));
        }

        /** The whole number of that name. */
        public Optional<Long> number(String name) {
            return get(name).filter(Num.class::isInstance).map(value -> ((Num) value).whole());
        }

        /**
         * The whole number of that name, which must be there.
         *
         * @throws JsonException when it is missing or not a number
         */
        public long needNumber(String name) {
            return number(name).orElseThrow(() -> new JsonException("no number '" + name + "'"));
        }

        /** Whether the member of that name is true; false when it is missing. */
        public boolean flag(String name) {
            return get(name)
                    .filter(Bool.class::isInstance)
                    .map(value -> ((Bool) value).value())
                    .orElse(false);
        }

        /** The object of that name. */
        public Optional<Obj> object(String name) {
            return get(name).filter(Obj.class::isInstance).map(Obj.class::cast);
        }

        /** The items of the array of that name; none when it is missing. */
        public List<Json> items(String name) {
            return get(name)
                    .filter(Arr.class::isInstance)
                    .map(value -> ((Arr) value).items())
                    .orElse(List.of());
        }

        /**
         * The strings of the array of that name; none when it is missing.
         *
         * @throws JsonException when one of its items is something else
         */
        public List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            for (Json item : items(name)) {
                if (!(item instanceof Str text)) {
                    throw new JsonException("'" + name + "' has more than strings in it");
                }
                texts.add(text.value());
            }
            return List.copyOf(texts);
        }

        /**
         * The objects of the array of that name; none when it is missing.
         *
         * @throws JsonException when one of its items is something else
         */
        public List<Obj> objects(String name) {
            List<Obj> objects = new ArrayList<>();
            for (Json item : items(name)) {
                if (!(item instanceof Obj object)) {
                    throw new JsonException("'" + name + "' has more than objects in it");
                }
                objects.add(object);
            }
            return List.copyOf(objects);
        }
    }

    /** A string. */
    static Json of(String value) {
        return new Str(value);
    }

    /** A whole number. */
    static Json of(long value) {
        return new Num(Long.toString(value));
    }

    /** A truth value. */
    static Json of(boolean value) {
        return new Bool(value);
    }

    /** An array of these values. */
    static Json of(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    /** An array of strings. */
    static Json ofTexts(List<String> items) {
        return new Arr(items.stream().map(Json::of).toList());
    }

    /** Starts an object. */
    static Builder object() {
        return new Builder();
    }

    /** Builds an object member by member; an absent value leaves its member out. Not thread-safe. */
    final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a string. */
        public Builder put(String name, String value) {
            return put(name, of(value));
        }

        /** Adds a whole number. */
        public Builder put(String name, long value) {
            return put(name, of(value));
        }

        /** Adds a truth value. */
        public Builder put(String name, boolean value) {
            return put(name, of(value));
        }

        /** Adds any value. */
        public Builder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        /** Adds the string form of a value that may be absent. */
        public Builder put(String name, Optional<?> value) {
            value.ifPresent(present -> put(name, present instanceof Json json ? json : of(present.toString())));
            return this;
        }

        /** The object. */
        public Obj build() {
            return new Obj(members);
        }
    }
}
