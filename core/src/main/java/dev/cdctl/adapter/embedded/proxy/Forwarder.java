package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.upstream.Lane;
import dev.cdctl.traffic.Address;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** What one listener does with a request: it chooses a rule and a colour, and sends the request on. */
final class Forwarder implements HttpHandler {
    /** Carries the probe token; never passed on. */
    static final HttpString PROBE = new HttpString("X-Cdctl-Probe");

    private static final HttpString COLOUR = new HttpString("X-Cdctl-Colour");
    private static final HttpString VERSION = new HttpString("X-Cdctl-Version");
    private static final HttpString GENERATION = new HttpString("X-Cdctl-Generation");
    private static final HttpString DEPLOYMENT = new HttpString("X-Cdctl-Deployment");
    private static final String CLIENT = "cdctl-client";
    private static final HeaderMap NO_MARKS = new HeaderMap();

    private final Address listen;
    private final Proxy proxy;
    private final byte[] probeToken;
    private final SecureRandom random = new SecureRandom();

    Forwarder(Address listen, Proxy proxy, String probeToken) {
        this.listen = listen;
        this.proxy = proxy;
        this.probeToken = probeToken.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.getRequestMethod().equals(Methods.CONNECT)) {
            say(exchange, 405, "The router is no forward proxy.");
            return;
        }
        if (hasControl(exchange.getRequestURI()) || hasControl(exchange.getQueryString())) {
            say(exchange, 400, "The URL has a control character.");
            return;
        }
        Optional<Choice> choice = choose(exchange);
        if (choice.isEmpty()) {
            say(exchange, 404, "The router has no route for this host and path.");
            return;
        }
        if (proxy.isStopping()) {
            exchange.setPersistent(false);
        }
        Lane lane = proxy.lane(exchange.getIoThread());
        Forwarding forwarding = new Forwarding(
                exchange, choice.get(), lane, marks(exchange, choice.get().target()));
        exchange.addExchangeCompleteListener(forwarding);
        exchange.dispatch(SameThreadExecutor.INSTANCE, forwarding);
    }

    /**
     * Chooses and counts the request as in flight in one: when the table was swapped between the two, whoever drains the
     * old colour may have missed it, so it chooses again.
     */
    private Optional<Choice> choose(HttpServerExchange exchange) {
        String host = host(exchange);
        while (true) {
            Table table = proxy.table();
            Optional<Rule> rule = table.find(listen, host, exchange.getRequestPath());
            if (rule.isEmpty()) {
                return Optional.empty();
            }
            Target target = rule.get().isShifting()
                    ? rule.get().of(client(exchange))
                    : rule.get().live();
            target.counters().enter();
            if (proxy.table() == table) {
                return Optional.of(new Choice(rule.get(), target));
            }
            target.counters().leave();
        }
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** The Host header without its port, in lower case. */
    private static String host(HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        if (host == null) {
            return "";
        }
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    /** The client's key, from its cookie; a client without one gets one. */
    private String client(HttpServerExchange exchange) {
        String known = exchange.getAttachment(Proxy.CLIENT_KEY);
        if (known != null) {
            return known;
        }
        Optional<String> sent = sentKey(exchange.getRequestHeaders());
        String key = sent.orElseGet(this::newKey);
        if (sent.isEmpty()) {
            String secure = "https".equals(exchange.getRequestScheme()) ? "; Secure" : "";
            exchange.putAttachment(Proxy.NEW_COOKIE, CLIENT + "=" + key + "; Path=/; HttpOnly; SameSite=Lax" + secure);
        }
        exchange.putAttachment(Proxy.CLIENT_KEY, key);
        return key;
    }

    private static Optional<String> sentKey(HeaderMap headers) {
        if (!headers.contains(Headers.COOKIE)) {
            return Optional.empty();
        }
        return headers.get(Headers.COOKIE).stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(CLIENT + "="))
                .map(pair -> pair.substring(CLIENT.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private String newKey() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A question behind the address of several routers has the tokens of all of them. */
    private boolean isKnown(String tokens) {
        boolean known = false;
        for (String token : tokens.split(",", -1)) {
            known |= MessageDigest.isEqual(token.strip().getBytes(StandardCharsets.UTF_8), probeToken);
        }
        return known;
    }

    private HeaderMap marks(HttpServerExchange exchange, Target target) {
        String token = exchange.getRequestHeaders().getFirst(PROBE);
        if (token == null || !isKnown(token)) {
            return NO_MARKS;
        }
        HeaderMap marks = new HeaderMap();
        marks.put(COLOUR, target.colour().word());
        marks.put(GENERATION, target.generation());
        target.placed().ifPresent(placed -> {
            marks.put(VERSION, placed.version().text());
            marks.put(DEPLOYMENT, placed.deployment());
        });
        return marks;
    }

    private static void say(HttpServerExchange exchange, int status, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseSender().send(text + "\n");
    }
}
