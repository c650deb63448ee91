package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouteJson;
import dev.cdctl.adapter.embedded.RouterAdmin;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.adapter.embedded.proxy.Proxy.Placement;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The administration over HTTP; docs/router.md has the whole interface. Every request needs the token. */
final class AdminApi implements HttpHandler {
    private static final int LARGEST_BODY = 1024 * 1024;

    private final byte[] expected;
    private final StatusReport report;
    private final Ends ends;

    /** How the router ends. */
    interface Ends {
        /** It ends after requests had that many milliseconds to end. */
        void stop(long patienceMillis);

        /** When this returns, another process may listen where it did; it ends when its requests have. */
        void handOver();
    }

    AdminApi(String token, StatusReport report, Ends ends) {
        this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.report = report;
        this.ends = ends;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.isInIoThread()) {
            exchange.dispatch(this);
            return;
        }
        exchange.startBlocking();
        if (!isAuthorised(exchange)) {
            answer(exchange, 401, problem(RouterProblems.refusedToken()));
            return;
        }
        try {
            route(exchange);
        } catch (JsonException | IllegalArgumentException e) {
            answer(exchange, 400, problem(RouterProblems.oddAnswer(String.valueOf(e.getMessage()))));
        } catch (Failure e) {
            refuse(exchange, e);
        }
    }

    private boolean isAuthorised(HttpServerExchange exchange) {
        String sent = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        return sent != null && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected);
    }

    private void route(HttpServerExchange exchange) {
        String method = exchange.getRequestMethod().toString();
        List<String> path = List.of(exchange.getRequestPath().substring(1).split("/", -1));
        switch (method + " " + exchange.getRequestPath()) {
            case "GET /v1/status" -> answer(exchange, 200, report.json());
            case "GET /v1/alive" -> answer(exchange, 200, pid());
            case "GET /metrics" -> send(exchange, 200, "text/plain; version=0.0.4", Metrics.text(report.tallies()));
            case "POST /v1/stop" -> stop(exchange);
            case "POST /v1/retire" -> retire(exchange);
            case "POST /v1/hand-over" -> {
                ends.handOver();
                answer(exchange, 200, pid());
            }
            default -> {
                if (path.size() >= 4 && path.get(0).equals("v1") && path.get(1).equals("environments")) {
                    environment(exchange, method, path);
                } else {
                    notFound(exchange);
                }
            }
        }
    }

    private void environment(HttpServerExchange exchange, String method, List<String> path) {
        Environments.Key key = new Environments.Key(new Name(path.get(2)), new Name(path.get(3)));
        String action = method + String.join("/", path.subList(4, path.size()));
        switch (action) {
            case "GET" -> describe(exchange, key);
            case "PUT" -> {
                report.environments().apply(placement(exchange, key));
                describe(exchange, key);
            }
            case "POSTcheck" -> {
                Json.Obj body = body(exchange);
                report.environments()
                        .check(RouteJson.route(body.object("route").orElseThrow(() -> new JsonException("no route"))));
                answer(exchange, 200, Json.object().put("ok", true).build());
            }
            case "DELETE" -> {
                report.environments().remove(key);
                answer(exchange, 200, Json.object().put("ok", true).build());
            }
            default -> notFound(exchange);
        }
    }

    private Placement placement(HttpServerExchange exchange, Environments.Key key) {
        Placement placement = StateFile.read(body(exchange));
        if (!Environments.Key.of(placement.route()).equals(key)) {
            throw new JsonException("the route is another environment's");
        }
        return placement;
    }

    private void describe(HttpServerExchange exchange, Environments.Key key) {
        Optional<Placement> placement = report.environments().served(key);
        if (placement.isPresent()) {
            answer(exchange, 200, report.environment(placement.get()));
        } else {
            notFound(exchange);
        }
    }

    private void stop(HttpServerExchange exchange) {
        long patience = body(exchange).number("patienceMillis").orElse(30_000L);
        answer(exchange, 202, pid());
        ends.stop(patience);
    }

    /** Whoever wants to add an environment from now on is told to ask the next router. */
    private void retire(HttpServerExchange exchange) {
        if (report.environments().closeIfNone()) {
            stop(exchange);
        } else {
            answer(exchange, 409, Json.object().put("ok", false).build());
        }
    }

    private static Json.Obj pid() {
        return Json.object().put("pid", ProcessHandle.current().pid()).build();
    }

    /** A 409 carries what is served, so that the client need not ask again. */
    private void refuse(HttpServerExchange exchange, Failure failure) {
        Problem problem = failure.problems().get(0);
        boolean conflict = problem.code().equals("CD-603") || problem.code().equals("CD-614");
        int status = switch (failure.kind()) {
            case REFUSED -> conflict ? 409 : 422;
            case UNREACHABLE -> RouterAdmin.ENDING;
            default -> 500;
        };
        answer(exchange, status, problem(problem));
    }

    private static Json.Obj body(HttpServerExchange exchange) {
        try {
            byte[] bytes = exchange.getInputStream().readNBytes(LARGEST_BODY);
            return bytes.length == 0
                    ? Json.object().build()
                    : JsonText.readObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JsonException("the request broke off", e);
        }
    }

    private static Json.Obj problem(Problem problem) {
        return Json.object().put("problem", RouterProblems.write(problem)).build();
    }

    private static void notFound(HttpServerExchange exchange) {
        answer(exchange, 404, Json.object().put("ok", false).build());
    }

    private static void answer(HttpServerExchange exchange, int status, Json json) {
        send(exchange, status, "application/json", JsonText.line(json) + "\n");
    }

    private static void send(HttpServerExchange exchange, int status, String type, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseSender().send(text, StandardCharsets.UTF_8);
    }
}
