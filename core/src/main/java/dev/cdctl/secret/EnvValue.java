package dev.cdctl.secret;

import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an environment variable is set to. */
public sealed interface EnvValue {
    /** A text that anyone may see. */
    record Plain(String text) implements EnvValue {
        @Override
        public String fingerprint() {
            return text;
        }
    }

    /** What is read from there when it is needed; masked everywhere. */
    record Secret(SecretSource source) implements EnvValue {
        @Override
        public String fingerprint() {
            return source.digest().toString();
        }
    }

    /**
     * What tells whether a stage has to run again: the text, or the digest of where a secret comes from. A secret that
     * has another value is no reason, since what is made must not depend on it.
     */
    String fingerprint();

    /** A text, or {@code {secret: ...}}. */
    static Type<EnvValue> type() {
        return Types.textOr(Types.map(Types.anyText("a text"), Plain::new), secret());
    }

    /** {@code {secret: ...}} alone, where nothing else makes sense. */
    static Type<EnvValue> secret() {
        return SecretSource.block(Secret::new);
    }

    /** Texts that anyone may see. */
    static Map<String, EnvValue> plain(Map<String, String> texts) {
        Map<String, EnvValue> values = new TreeMap<>();
        texts.forEach((name, text) -> values.put(name, new Plain(text)));
        return values;
    }

    /**
     * A key {@code env}.
     *
     * @param reserved the variables that cannot be set
     */
    static Key<Map<String, EnvValue>> key(Set<String> reserved, String doc) {
        return Key.<Map<String, EnvValue>>of(
                        "env", MapOf.variables("variables with their values", reserved, type()), doc)
                .orEmpty()
                .withEnvironment();
    }
}
