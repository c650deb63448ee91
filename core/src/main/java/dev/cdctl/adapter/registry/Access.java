package dev.cdctl.adapter.registry;

import dev.cdctl.artifact.registry.Login;
import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Credentials;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.http.remote.Server;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.model.mask.Mask;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How requests to one registry are let in: without anything at first, then with what the registry asks for. Basic is the
 * login itself; Bearer is a token that a server of the registry's choice gives for it (the token specification of the
 * distribution project). Not thread-safe.
 */
final class Access {
    private final Remote registry;
    private final Supplier<Optional<Login>> login;
    private final KnownSecrets secrets;
    private Optional<String> authorization = Optional.empty();

    Access(Remote registry, Supplier<Optional<Login>> login, KnownSecrets secrets) {
        this.registry = registry;
        this.login = login;
        this.secrets = secrets;
    }

    /** Sends a request, once more with an authorization when it is asked for one. */
    Response send(Request request) {
        Response first = registry.send(authorized(request));
        if (first.status() != 401) {
            return first;
        }
        Challenge challenge = first.header("WWW-Authenticate")
                .flatMap(Challenge::parse)
                .orElseThrow(() -> registry.unexpected(request, first));
        authorization = Optional.of(challenge.isBearer() ? bearer(challenge) : basic());
        Response second = registry.send(authorized(request));
        if (second.status() == 401 || second.status() == 403) {
            throw refused(second.describe());
        }
        return second;
    }

    private Request authorized(Request request) {
        return authorization.map(value -> request.with("Authorization", value)).orElse(request);
    }

    private String basic() {
        Login known = known().filter(each -> !each.isToken()).orElseThrow(() -> refused("it asks for a login"));
        return new Credentials.Basic(known.user(), known.secret()).header().orElseThrow();
    }

    private String bearer(Challenge challenge) {
        URI realm = realm(challenge);
        Optional<Login> known = known();
        Server server = new Server(
                realm.resolve("/"), credentials(known), registry.server().ca());
        try (Remote remote = Remote.of(server, registry.terms())) {
            Response answer = remote.send(request(realm, challenge, known));
            if (!answer.isGood()) {
                throw refused("the token server " + realm.getHost() + " answered " + answer.describe());
            }
            return "Bearer " + token(answer);
        }
    }

    private static Credentials credentials(Optional<Login> known) {
        return known.filter(each -> !each.isToken())
                .<Credentials>map(each -> new Credentials.Basic(each.user(), each.secret()))
                .orElse(Credentials.none());
    }

    /** A password goes with a GET, an identity token with a POST as OAuth 2 has it. */
    private static Request request(URI realm, Challenge challenge, Optional<Login> known) {
        String query = "service=" + encode(challenge.get("service").orElse(""))
                + challenge.get("scope").map(scope -> "&scope=" + encode(scope)).orElse("");
        Optional<Login> token = known.filter(Login::isToken);
        if (token.isPresent()) {
            String form = "grant_type=refresh_token&client_id=cdctl&" + query + "&refresh_token="
                    + encode(token.get().secret());
            return Request.post(realm.toString(), Body.text(form, "application/x-www-form-urlencoded"))
                    .again();
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        return Request.get(realm + separator + query);
    }

    private String token(Response answer) {
        try {
            Json.Obj json = JsonText.readObject(answer.text());
            String token = json.text("token")
                    .or(() -> json.text("access_token"))
                    .orElseThrow(() -> new JsonException("no token"));
            secrets.add(Mask.of(Map.of("registry token", token)));
            return token;
        } catch (JsonException e) {
            throw refused("the token server did not answer with a token");
        }
    }

    /** A password must not travel in the clear because a registry says so. */
    private URI realm(Challenge challenge) {
        try {
            URI realm = URI.create(challenge.get("realm").orElse(""));
            boolean secure = "https".equals(realm.getScheme());
            boolean plain = "http".equals(realm.getScheme())
                    && "http".equals(registry.server().base().getScheme());
            if ((secure || plain) && realm.getHost() != null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // The same as an address that cannot be used.
        }
        throw refused("it asks for a token from an address that cannot be used: "
                + challenge.get("realm").orElse("none"));
    }

    private Optional<Login> known() {
        Optional<Login> known = login.get();
        known.ifPresent(each -> {
            String pair = each.user() + ":" + each.secret();
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            secrets.add(Mask.of(Map.of("registry login", each.secret(), "registry authorization", encoded)));
        });
        return known;
    }

    private Failure refused(String why) {
        String host = registry.server().base().getAuthority();
        return Failure.unreachable(Problem.of("CD-483", "the registry " + host + " does not let us in")
                .because(secrets.hide(why) + (known().isEmpty() ? "; there is no login for it" : ""))
                .remedy("log in with `docker login " + host + "` as a user who may push there"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
