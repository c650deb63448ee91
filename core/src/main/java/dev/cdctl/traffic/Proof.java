package dev.cdctl.traffic;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sees what a router really serves: a number of questions in a row, each on a fresh connection as a new user would make
 * it, must be answered by a colour that was decided to serve, and by the generation that was decided. One good answer proves nothing, since for a
 * moment both colours may answer.
 */
public final class Proof {
    /** The header of an answer that says which colour gave it. */
    public static final String COLOUR = "X-Cdctl-Colour";

    /** The header of an answer that says which generation the router followed. */
    public static final String GENERATION = "X-Cdctl-Generation";

    private static final int IN_A_ROW = 10;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration ONE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int SERVER_ERROR = 500;

    private final Router router;
    private final Route route;

    /** A proof of what that router serves on that route. */
    public Proof(Router router, Route route) {
        this.router = router;
        this.route = route;
    }

    /**
     * Asks until enough answers in a row are right.
     *
     * @param url what is asked instead of the route's own address
     * @return what was seen, in a few words
     * @throws Failure failed, when it was not seen before the deadline; with the last answer
     */
    public String of(Decision decision, Optional<String> url, Consumer<String> progress) {
        // What is asked may have to wait for its turn on the router's computer; the deadline is that of the answers.
        Exchange question = question(url, decision.generation());
        long start = System.nanoTime();
        int right = 0;
        String last = "nothing was asked";
        while (System.nanoTime() - start < DEADLINE.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            Reply reply = new Probe(ONE).ask(question);
            Optional<String> wrong = wrong(reply, decision);
            right = wrong.isPresent() ? 0 : right + 1;
            if (right == IN_A_ROW) {
                return IN_A_ROW + " of " + IN_A_ROW + " fresh connections answered by "
                        + decision.baseline().word();
            }
            if (wrong.isPresent()) {
                if (!wrong.get().equals(last)) {
                    progress.accept(wrong.get());
                }
                last = wrong.get();
                pause();
            }
        }
        throw Failure.failed(Problem.of(
                        "CD-660",
                        router.describe() + " does not serve "
                                + decision.baseline().word() + " as decided")
                .because("within " + DEADLINE.toSeconds() + " s the last answer was: " + last)
                .remedy("look with `cdctl router status` and at the instance's log"));
    }

    /** Asks once; returns what is wrong with the answer. */
    public Optional<String> glance(Decision decision) {
        return wrong(new Probe(ONE).ask(question(Optional.empty(), decision.generation())), decision);
    }

    /** An interrupt stays set, and ends the questions that follow at once. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Exchange question(Optional<String> url, long generation) {
        Exchange plain =
                url.map(text -> Exchange.get(URI.create(text))).orElseGet(() -> Exchange.get(target(), route.path()));
        Map<String, String> headers = new LinkedHashMap<>(router.probe(generation));
        return new Exchange(plain.target(), plain.method(), plain.path(), headers, Optional.empty());
    }

    private Target target() {
        Address listen = route.listen();
        String connect = listen.host().equals("0.0.0.0") ? "127.0.0.1" : listen.host();
        Target plain = Target.of(connect, listen.port());
        Target named = route.host().map(plain::withHost).orElse(plain);
        return route.tls()
                .map(tls -> named.withTls(new Target.Tls(route.host().orElse("localhost"), pinned(tls))))
                .orElse(named);
    }

    /** A certificate that lies on the router's own computer has to be one that this one trusts. */
    private static Optional<Path> pinned(Route.Tls tls) {
        return Optional.of(tls.certificate()).filter(Files::isReadable);
    }

    private static Optional<String> wrong(Reply reply, Decision decision) {
        if (!(reply instanceof Reply.Answer answer)) {
            return Optional.of(reply.describe());
        }
        if (answer.status() >= SERVER_ERROR) {
            return Optional.of(reply.describe());
        }
        String colour = answer.header(COLOUR).orElse("nobody who says who it is");
        String generation = answer.header(GENERATION).orElse("none");
        boolean decided =
                Colour.of(colour).filter(one -> decision.weights().of(one) > 0).isPresent();
        if (decided && generation.equals(Long.toString(decision.generation()))) {
            return Optional.empty();
        }
        return Optional.of(answer.status() + " from " + colour + ", generation " + generation);
    }
}
