package dev.cdctl.adapter.repository.http;

import dev.cdctl.http.remote.Credentials;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.secret.EnvValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Finds the user and the password of a server.
 *
 * @param environment where the home folder and {@code NETRC} are looked up
 * @param secrets reads a secret of that name, and hides it from then on
 */
public record Accounts(Map<String, String> environment, BiFunction<String, EnvValue, String> secrets) {
    private static final String NAME = "push.archives.password";

    /**
     * The credentials for that server.
     *
     * @throws Failure when they are named and cannot be found
     */
    public Credentials of(URI url, Access access) {
        if (access.server().isPresent()) {
            return settings(access.server().get());
        }
        if (access.user().isPresent() && access.password().isPresent()) {
            return known(
                    access.user().get(), secrets.apply(NAME, access.password().get()));
        }
        return netrc(url, access.user());
    }

    private Credentials netrc(URI url, Optional<String> user) {
        Path file =
                Optional.ofNullable(environment.get("NETRC")).map(Path::of).orElseGet(() -> home().resolve(".netrc"));
        Optional<Netrc.Login> login = text(file).flatMap(text -> Netrc.find(text, url.getHost(), user));
        if (login.isEmpty() && user.isPresent()) {
            throw Failure.failed(Problem.of("CD-451", "there is no password for " + user.get() + " at " + url.getHost())
                    .because("pipeline.yaml has no `password`, and " + file + " has no such machine and login")
                    .remedy("add `password: {secret: ...}`, or a line to that file"));
        }
        return login.map(found -> known(found.login(), found.password())).orElseGet(Credentials::none);
    }

    private Credentials settings(String id) {
        Path file = home().resolve(".m2").resolve("settings.xml");
        Optional<Netrc.Login> login = text(file).flatMap(text -> MavenSettings.server(text, id, file));
        return login.map(found -> known(found.login(), found.password()))
                .orElseThrow(() -> Failure.failed(Problem.of("CD-451", "there is no server '" + id + "' in " + file)
                        .remedy("add it there, with its username and password")));
    }

    /** What is read from files of the user's is hidden like any other secret. */
    private Credentials known(String user, String password) {
        return new Credentials.Basic(user, secrets.apply(NAME, new EnvValue.Plain(password)));
    }

    private Path home() {
        return Path.of(Optional.ofNullable(environment.get("HOME"))
                .filter(text -> !text.isBlank())
                .orElseGet(() -> System.getProperty("user.home", ".")));
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-451", file + " cannot be read")
                            .because(String.valueOf(e))
                            .remedy("look at its permissions"))
                    .causedBy(e);
        }
    }
}
