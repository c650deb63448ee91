package dev.cdctl.adapter.embedded;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The administration of a running router, as its clients use it. Loads nothing of the router itself. */
public final class RouterAdmin {
    /** The status of a router that takes no change any more: the next one has to be told. */
    public static final int ENDING = 503;

    private static final long FORMAT = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Target target;
    private final String token;

    /**
     * What the router said.
     *
     * @param status of HTTP
     */
    public record Said(int status, Json.Obj body) {
        /** Whether it takes nothing more, because it is about to end. */
        boolean isEnding() {
            return status == ENDING;
        }
    }

    private RouterAdmin(int port, String token) {
        this.target = Target.of("127.0.0.1", port);
        this.token = token;
    }

    /**
     * Finds the administration by the files that the router wrote; empty when none did. It may have died since.
     *
     * @throws Failure refused, when a newer cdctl wrote them
     */
    public static Optional<RouterAdmin> find(RouterFiles files) {
        try {
            Optional<String> admin = RouterFiles.read(files.admin());
            Optional<String> token = RouterFiles.read(files.token());
            if (admin.isEmpty() || token.isEmpty()) {
                return Optional.empty();
            }
            Json.Obj json = JsonText.readObject(admin.get());
            if (json.needNumber("format") > FORMAT) {
                throw Failure.refused(RouterProblems.newerFormat(files.admin(), json.needNumber("format")));
            }
            int port = (int) json.needNumber("port");
            return Optional.of(new RouterAdmin(port, token.get().strip()));
        } catch (IOException | JsonException e) {
            throw Failure.unreachable(RouterProblems.unreachable(e.toString())).causedBy(e);
        }
    }

    /** Asks for something; empty when nobody answers, which says nothing about whether it was done. */
    public Optional<Said> ask(Exchange exchange) {
        Reply reply = new Probe(PATIENCE).ask(exchange.bearer(token));
        if (reply instanceof Reply.Answer answer) {
            return Optional.of(new Said(answer.status(), read(answer)));
        }
        return Optional.empty();
    }

    /** The router's process; empty when it does not answer. */
    public Optional<Long> pid() {
        return ask(get("/v1/alive"))
                .filter(said -> said.status() == 200)
                .map(said -> said.body().needNumber("pid"));
    }

    /** A question to the administration. */
    public Exchange get(String path) {
        return Exchange.get(target, path);
    }

    /**
     * What the router said, when it was what was asked for.
     *
     * @throws Failure what the router said instead, or that nobody answered
     */
    public Json.Obj need(Exchange exchange) {
        return need(ask(exchange), exchange.url());
    }

    /** The same of an answer that is there already. */
    static Json.Obj need(Optional<Said> answer, String what) {
        Said said = answer.orElseThrow(() -> Failure.unreachable(
                RouterProblems.unreachable(what + " did not answer; what was asked may have been done")));
        if (said.status() / 100 != 2) {
            throw failure(said);
        }
        return said.body();
    }

    private static Failure failure(Said said) {
        Optional<Json.Obj> problem = said.body().object("problem");
        if (problem.isEmpty()) {
            return Failure.unreachable(RouterProblems.oddAnswer("it answered " + said.status()));
        }
        boolean refused = said.status() == 409 || said.status() == 422;
        return Failure.of(
                refused ? Failure.Kind.REFUSED : Failure.Kind.UNREACHABLE, RouterProblems.read(problem.get()));
    }

    private static Json.Obj read(Reply.Answer answer) {
        try {
            return JsonText.readObject(answer.body());
        } catch (JsonException e) {
            throw Failure.unreachable(RouterProblems.oddAnswer(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }
}
