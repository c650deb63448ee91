package dev.cdctl.adapter.registry;

import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.ProcessCall;
import dev.cdctl.script.StageSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The logins that {@code docker login} left: a helper of that registry, the helper for all, else the file itself, in the
 * order of the docker command. A helper ({@code docker-credential-NAME get}) gets the registry's name on its stdin.
 */
public final class DockerLogins {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TOKEN_USER = "<token>";

    private final DockerSettings settings;
    private final Map<String, String> variables;
    private final Cancel cancel;

    /**
     * The logins of the user with these environment variables.
     *
     * @param cancel ends a helper that is being asked
     */
    public DockerLogins(DockerSettings settings, Map<String, String> variables, Cancel cancel) {
        this.settings = settings;
        this.variables = variables;
        this.cancel = cancel;
    }

    /**
     * The login for a registry; empty when there is none.
     *
     * @param host with its port
     * @throws Failure failed, when a helper is named and does not work
     */
    public Optional<Login> of(String host) {
        Optional<String> helper = settings.json()
                .object("credHelpers")
                .flatMap((Json.Obj helpers) -> helpers.text(host))
                .or(() -> settings.json().text("credsStore"));
        return helper.isPresent() ? ask(helper.get(), host) : written(host);
    }

    /** The logins for every registry that the configuration knows; a helper that does not work gives none. */
    public Map<String, Login> all() {
        Set<String> hosts = new TreeSet<>();
        for (String each : List.of("auths", "credHelpers")) {
            settings.json()
                    .object(each)
                    .ifPresent(known -> hosts.addAll(known.members().keySet()));
        }
        Map<String, Login> logins = new TreeMap<>();
        for (String host : hosts) {
            try {
                of(host).ifPresent(login -> logins.put(host, login));
            } catch (Failure e) {
                // It may be that of a registry which nobody needs now; else the engine says what it was refused.
                cancel.check();
            }
        }
        return logins;
    }

    private Optional<Login> written(String host) {
        Json.Obj auths = settings.json().object("auths").orElse(Json.object().build());
        return List.of(
                        host,
                        "https://" + host,
                        "http://" + host,
                        "https://" + host + "/v1/",
                        "https://" + host + "/v2/")
                .stream()
                .flatMap(key -> auths.object(key).stream())
                .findFirst()
                .flatMap(this::login);
    }

    private Optional<Login> login(Json.Obj auth) {
        Optional<String> token = auth.text("identitytoken").filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            return Optional.of(new Login("", token.get()));
        }
        return auth.text("auth")
                .map(this::decoded)
                .or(() -> auth.text("username")
                        .flatMap(user -> auth.text("password").map(password -> new Login(user, password))));
    }

    private Login decoded(String auth) {
        try {
            String both = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            if (colon > 0) {
                return new Login(both.substring(0, colon), both.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // The same as no colon: it is said below, without the text.
        }
        throw unusable(
                "an 'auth' in " + settings.folder().resolve("config.json") + " is not the base64 of user:password");
    }

    private Optional<Login> ask(String helper, String host) {
        String program = "docker-credential-" + helper;
        Map<String, String> env = new HashMap<>(variables);
        env.put("CDCTL_HELPER", program);
        env.put("CDCTL_REGISTRY", host);
        ProcessCall.Answer answer = ProcessCall.shell(
                        Path.of("").toAbsolutePath(),
                        StageSpec.Shell.SH,
                        "printf %s \"$CDCTL_REGISTRY\" | \"$CDCTL_HELPER\" get")
                .with(env)
                .within(LIMIT)
                .run(cancel);
        if (answer.exit() != 0) {
            // What the protocol's helpers say when they know no login.
            if (answer.stdout().contains("credentials not found")) {
                return Optional.empty();
            }
            throw unusable(program + " ended with status " + answer.exit() + " for " + host);
        }
        return Optional.of(parsed(answer.stdout(), program));
    }

    private static Login parsed(String text, String program) {
        try {
            Json.Obj json = JsonText.readObject(text);
            String user = json.need("Username");
            return new Login(user.equals(TOKEN_USER) ? "" : user, json.need("Secret"));
        } catch (JsonException e) {
            throw unusable(program + " did not answer with Username and Secret");
        }
    }

    private static Failure unusable(String why) {
        return Failure.failed(Problem.of("CD-487", "the login for the registry cannot be read")
                .because(why)
                .remedy("log in again with `docker login`, and look at credHelpers and credsStore of config.json"));
    }
}
