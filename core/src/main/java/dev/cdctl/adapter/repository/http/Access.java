package dev.cdctl.adapter.repository.http;

import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.secret.EnvValue;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What it takes to be let in by a server, as pipeline.yaml says it.
 *
 * @param server the id of a {@code server} in Maven's settings, which has the user and the password
 * @param ca a PEM file with the only certificates that are trusted
 */
public record Access(Optional<String> user, Optional<EnvValue> password, Optional<String> server, Optional<Path> ca) {
    /** The user's name. */
    public static final Key<String> USER = Key.of(
                    "user",
                    Types.line("the name of a user"),
                    "Who pushes; without `password`, the password is looked up in `~/.netrc` (or the file that `NETRC`"
                            + " names).")
            .withEnvironment();

    /** The password. */
    public static final Key<EnvValue> PASSWORD = Key.of(
            "password", EnvValue.secret(), "The user's password or token, as a secret: `{secret: {env: TOKEN}}`.");

    /** The server in Maven's settings. */
    public static final Key<String> SERVER = Key.of(
                    "server",
                    Types.line("the id of a server"),
                    "The id of the `server` in `~/.m2/settings.xml` that has the user and the password.")
            .withEnvironment();

    /** The certificates. */
    public static final Key<String> CA = Key.of(
                    "ca",
                    Paths.anywhere(),
                    "A PEM file with the certificates that the server's is signed by, for a CA of your own; a relative"
                            + " path is relative to the repository.")
            .withEnvironment();

    /** Nobody in particular, with a certificate that the JDK trusts. */
    public static Access none() {
        return new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Reads the four keys. */
    public static Access from(Values values) {
        if (values.find(PASSWORD).isPresent() && values.find(USER).isEmpty()) {
            values.refuse(Problem.of("CD-450", "a password without a user")
                    .at(values.origin(PASSWORD))
                    .remedy("add `user`; for a token, what the server's documentation names as its user"));
        }
        if (values.find(SERVER).isPresent() && values.find(USER).isPresent()) {
            values.refuse(Problem.of("CD-450", "both a user and a server of Maven's settings")
                    .at(values.origin(SERVER))
                    .remedy("keep one of them"));
        }
        Path folder = values.reading().folder();
        return new Access(
                values.find(USER),
                values.find(PASSWORD),
                values.find(SERVER),
                values.find(CA).map(folder::resolve));
    }
}
