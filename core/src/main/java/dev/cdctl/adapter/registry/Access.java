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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How requests to one registry are let in: without anything at first, then with what the registry asks for. Basic is the
 * login itself; Bearer is a token that a server of the registry's choice gives for it (the token specification of the
 * distribution project). Not thread-safe.
 */
final class Access {
    private final Remote registry;
    private final Supplier<Optional<Login>> login;
    private final KnownSecrets secrets;
    /** What was asked for so far, by what it is for: {@code repository:team/shop} to {@code pull} and {@code push}. */
    private final Map<String, Set<String>> rights = new TreeMap<>();

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
            List<String> scopes = challenge.get("scope").map(this::scopes).orElse(List.of());
            Response answer = remote.send(request(realm, challenge.get("service"), scopes, known));
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

    /**
     * What a token is asked for: with all that was needed before. Else who looks how far an upload came, when a token
     * has ended in its middle, would get one that goes no further.
     */
    private List<String> scopes(String challenged) {
        List<String> scopes = new ArrayList<>();
        for (String each : challenged.split(" ")) {
            int end = each.lastIndexOf(':');
            if (end < 0) {
                scopes.add(each);
                continue;
            }
            String resource = each.substring(0, end);
            Set<String> actions = rights.computeIfAbsent(resource, unknown -> new TreeSet<>());
            actions.addAll(List.of(each.substring(end + 1).split(",")));
            scopes.add(resource + ":" + String.join(",", actions));
        }
        return scopes;
    }

    /** A password goes with a GET, an identity token with a POST as OAuth 2 has it. */
    private static Request request(URI realm, Optional<String> service, List<String> scopes, Optional<Login> known) {
        String query = "service=" + encode(service.orElse(""));
        Optional<Login> token = known.filter(Login::isToken);
        if (token.isPresent()) {
            String form = "grant_type=refresh_token&client_id=cdctl&" + query
                    + (scopes.isEmpty() ? "" : "&scope=" + encode(String.join(" ", scopes)))
                    + "&refresh_token=" + encode(token.get().secret());
            return Request.post(realm.toString(), Body.text(form, "application/x-www-form-urlencoded"))
                    .again();
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        return Request.get(realm
                + separator
                + query
                + scopes.stream().map(scope -> "&scope=" + encode(scope)).collect(Collectors.joining()));
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
