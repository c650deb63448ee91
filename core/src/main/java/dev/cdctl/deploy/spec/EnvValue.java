package dev.cdctl.deploy.spec;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.Map;
import java.util.Set;

/** What an environment variable of an instance is set to. */
public sealed interface EnvValue {
    /** A text that anyone may see. */
    record Plain(String text) implements EnvValue {}

    /** The content of a file, without its last line end; masked everywhere. */
    record SecretFile(String path, Origin origin) implements EnvValue {}

    /** A variable of the environment that cdctl runs in; masked everywhere. */
    record SecretEnv(String name, Origin origin) implements EnvValue {}

    /** What a command writes, without its last line end; masked everywhere. */
    record SecretCommand(String run, Origin origin) implements EnvValue {}

    /** The {@code env} key of {@code run} and of a role. */
    Key<Map<String, EnvValue>> KEY = Key.<Map<String, EnvValue>>of(
                    "env",
                    MapOf.variables("variables with their values", Set.of("PORT"), Keys.VALUE),
                    "Environment variables of the instances: a text, or `{secret: ...}` for what nobody may see.")
            .orEmpty()
            .withEnvironment();

    /** A text or a block {@code {secret: ...}}. */
    static Type<EnvValue> textOrSecret() {
        return Keys.VALUE;
    }

    /** A block {@code {secret: ...}}, where nothing but a secret makes sense. */
    static Type<EnvValue> secret() {
        return Keys.SECRET_BLOCK;
    }

    /** What a value consists of. */
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
        private static final Key<EnvValue> SECRET = Key.required(
                "secret",
                Choice.of(
                        "a secret",
                        Block.of("a secret", Keys::file, FILE),
                        Block.of("a secret", values -> new SecretEnv(values.get(ENV), values.origin(ENV)), ENV),
                        Block.of(
                                "a secret",
                                values -> new SecretCommand(values.get(COMMAND), values.origin(COMMAND)),
                                COMMAND)),
                "Where the value is read when an instance is started; it is masked everywhere.");
        private static final Block<EnvValue> SECRET_BLOCK =
                Block.of("a secret block", values -> values.get(SECRET), SECRET);
        private static final Type<EnvValue> VALUE =
                Types.textOr(Types.map(Types.anyText("a text"), Plain::new), SECRET_BLOCK);

        private Keys() {}

        private static EnvValue file(Values values) {
            String path = values.reading()
                    .folder()
                    .resolve(values.get(FILE))
                    .normalize()
                    .toString();
            return new SecretFile(path, values.origin(FILE));
        }
    }
}
