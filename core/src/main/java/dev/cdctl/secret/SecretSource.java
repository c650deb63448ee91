package dev.cdctl.secret;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.function.Function;

/** Where a secret is read: pipeline.yaml holds this, and never the secret itself. */
public sealed interface SecretSource {
    /** The content of a file, without its last line end. */
    record File(String path, Origin origin) implements SecretSource {
        @Override
        public String reference() {
            return "file:" + path;
        }
    }

    /** A variable of the environment that cdctl runs in. */
    record Variable(String name, Origin origin) implements SecretSource {
        @Override
        public String reference() {
            return "env:" + name;
        }
    }

    /** What a command writes, without its last line end. */
    record Command(String run, Origin origin) implements SecretSource {
        @Override
        public String reference() {
            return "command:" + run;
        }
    }

    /** Where it is written in pipeline.yaml. */
    Origin origin();

    /** {@code file:/run/secrets/db}: the same for the same source, and nothing of the secret. */
    String reference();

    /** {@code {secret: {file: ...}}}, the same wherever a secret may be written. */
    static <T> Type<T> block(Function<SecretSource, T> then) {
        return Block.of("a secret block", values -> then.apply(values.get(Keys.SECRET)), Keys.SECRET);
    }

    /** Tells sources apart where a text of its own is no use, such as in a fingerprint. */
    default Digest digest() {
        return Digest.of("secret\n" + reference());
    }

    /** What a secret block consists of. */
    final class Keys {
        private static final Key<String> FILE = Key.required(
                "file",
                Paths.anywhere(),
                "The content of this file, without its last line end; a relative path is relative to the repository.");
        private static final Key<String> ENV =
                Key.required("env", Types.variable(), "The variable of this name in the environment of cdctl.");
        private static final Key<String> COMMAND = Key.required(
                "command",
                Types.text("a command"),
                "What this command writes, without its last line end; run by `sh`.");
        private static final Key<SecretSource> SECRET = Key.required(
                "secret",
                Choice.of(
                        "a secret",
                        Block.of("a secret", Keys::file, FILE),
                        Block.of("a secret", values -> new Variable(values.get(ENV), values.origin(ENV)), ENV),
                        Block.of(
                                "a secret",
                                values -> new Command(values.get(COMMAND), values.origin(COMMAND)),
                                COMMAND)),
                "Where the value is read when it is needed; it is masked everywhere.");

        private Keys() {}

        private static SecretSource file(Values values) {
            String path = values.reading()
                    .folder()
                    .resolve(values.get(FILE))
                    .normalize()
                    .toString();
            return new File(path, values.origin(FILE));
        }
    }
}
