package dev.cdctl.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Gives tokens for a registry, as the token specification of the distribution project has it: signed by a key whose
 * certificate the registry trusts, for what a user may do of what is asked for.
 */
final class TokenServer implements AutoCloseable {
    static final String SERVICE = "registry-of-tests";
    static final String ISSUER = "tokens-of-tests";

    /** The registry takes a token so much longer than it lasts, because clocks differ. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final HttpServer server;
    private final PrivateKey key;
    private final Path folder;
    private final Map<String, Rights> users = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Duration lasting = Duration.ofHours(1);
    private volatile Instant end = Instant.MIN;

    private record Rights(String user, String actions) {}

    private TokenServer(HttpServer server, PrivateKey key, Path folder) {
        this.server = server;
        this.key = key;
        this.folder = folder;
    }

    static TokenServer start(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(folder);
        Registry.run(folder, "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
        Registry.run(folder, "openssl req -x509 -new -key key.pem -days 2 -subj /CN=tokens -out cert.pem");
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der(folder, "key.pem")));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenServer tokens = new TokenServer(server, key, folder);
        server.createContext("/token", tokens::answer);
        server.start();
        return tokens;
    }

    /** Lets a user in who may do this: {@code pull,push}. */
    void let(String user, String password, String actions) {
        users.put(user + ":" + password, new Rights(user, actions));
        users.put("identity-of-" + user, new Rights(user, actions));
    }

    /** From now on tokens last so long. */
    void last(Duration time) {
        lasting = time;
    }

    /** The end of the token that was given last. */
    Instant end() {
        return end;
    }

    /** What tokens were given for: {@code ana repository:team/shop:pull,push}. */
    List<String> given() {
        return List.copyOf(asked);
    }

    String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** The certificate that tokens are signed with. */
    Path certificate() {
        return folder.resolve("cert.pem");
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean form = exchange.getRequestMethod().equals("POST");
        String query = form
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : URI.create(exchange.getRequestURI().toString()).getRawQuery();
        Map<String, String> values = values(query);
        Rights rights = users.get(form ? values.getOrDefault("refresh_token", "") : login(exchange));
        if (rights == null || !values.getOrDefault("service", "").equals(SERVICE)) {
            say(exchange, 401, "{\"details\":\"who are you?\"}");
            return;
        }
        String scope = values.getOrDefault("scope", "");
        asked.add(rights.user() + " " + scope);
        say(exchange, 200, "{\"" + (form ? "access_token" : "token") + "\":\"" + token(rights, scope) + "\"}");
    }

    private static String login(HttpExchange exchange) {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return header.startsWith("Basic ")
                ? new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
                : "";
    }

    private String token(Rights rights, String scope) throws IOException {
        Instant now = Instant.now();
        end = now.plus(lasting);
        String certificate = Base64.getEncoder().encodeToString(der(folder, "cert.pem"));
        String header = "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"x5c\":[\"" + certificate + "\"]}";
        String claims = ("{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\","
                        + "\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"%s\",\"access\":[%s]}")
                .formatted(
                        ISSUER,
                        rights.user(),
                        SERVICE,
                        end.minus(LEEWAY).getEpochSecond(),
                        now.minus(LEEWAY).minus(LEEWAY).getEpochSecond(),
                        now.getEpochSecond(),
                        UUID.randomUUID(),
                        access(rights, scope));
        String signed = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signature(signed));
    }

    /** {@code repository:team/shop:pull,push} as the registry reads it, without what the user may not do. */
    private static String access(Rights rights, String scope) {
        String[] parts = scope.split(":");
        if (parts.length != 3) {
            return "";
        }
        List<String> may = List.of(rights.actions().split(","));
        String actions = Arrays.stream(parts[2].split(","))
                .filter(may::contains)
                .map(action -> "\"" + action + "\"")
                .collect(Collectors.joining(","));
        return "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[%s]}".formatted(parts[0], parts[1], actions);
    }

    private byte[] signature(String text) throws IOException {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] der(Path folder, String pem) throws IOException {
        String text = Files.readString(folder.resolve(pem)).replaceAll("-----[^\n]*\n", "");
        return Base64.getMimeDecoder().decode(text);
    }

    private static Map<String, String> values(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (a, b) -> b));
    }

    private static void say(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
