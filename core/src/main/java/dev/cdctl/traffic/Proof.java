package dev.cdctl.traffic;

import dev.cdctl.http.Exchange;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sees what a router really serves: a number of questions in a row, each on a fresh connection as a new user would make
 * it, must be answered by a colour that was decided to serve, by the generation that was decided, and where the service
 * says it, by the version. One good answer proves nothing, since for a moment both colours may answer.
 */
public final class Proof {
    /** The header of an answer that says which colour gave it. */
    public static final String COLOUR = "X-Cdctl-Colour";

    /** The header of an answer that says which generation the router followed. */
    public static final String GENERATION = "X-Cdctl-Generation";

    private static final int IN_A_ROW = 10;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<Router> routers;
    private final Route route;
    private final Optional<VersionMark> mark;

    /** A proof of what that router serves on that route. */
    public Proof(Router router, Route route) {
        this(List.of(router), route, Optional.empty());
    }

    private Proof(List<Router> routers, Route route, Optional<VersionMark> mark) {
        this.routers = List.copyOf(routers);
        this.route = route;
        this.mark = mark;
    }

    /** The same, where answers have to say the version that the instances themselves say. */
    public Proof saying(Optional<VersionMark> version) {
        return new Proof(routers, route, version);
    }

    /** The same of a URL behind which any of these routers answers. */
    public Proof among(List<Router> all) {
        return new Proof(all, route, mark);
    }

    /**
     * Asks until enough answers in a row are right.
     *
     * @param url what is asked instead of the route's own address
     * @return what was seen, in a few words
     * @throws Failure failed, when it was not seen before the deadline; with the last answer
     */
    public String of(Decision decision, Optional<String> url, Consumer<String> progress) {
        Exchange exchange = url.map(text -> Exchange.get(URI.create(text))).orElseGet(() -> Question.at(route));
        return of(question(exchange, decision), progress);
    }

    /**
     * The same at the router's own address, by the names of a URL that leads to others too.
     *
     * @throws Failure failed, when it was not seen before the deadline; with the last answer
     */
    public String itself(Decision decision, Optional<String> url, Consumer<String> progress) {
        Exchange exchange =
                url.map(text -> Question.at(route, URI.create(text))).orElseGet(() -> Question.at(route));
        return of(question(exchange, decision), progress);
    }

    private String of(Question page, Consumer<String> progress) {
        // What is asked may have to wait for its turn on the router's computer; the deadline is that of the answers.
        Optional<Question> health = health(page);
        long start = System.nanoTime();
        int right = 0;
        String last = "nothing was asked";
        while (System.nanoTime() - start < DEADLINE.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            Optional<String> wrong = page.wrong().or(() -> health.flatMap(Question::wrongVersion));
            right = wrong.isPresent() ? 0 : right + 1;
            if (right == IN_A_ROW) {
                return IN_A_ROW + " of " + IN_A_ROW + " fresh connections answered by "
                        + page.decision().baseline().word();
            }
            if (wrong.isPresent()) {
                if (!wrong.get().equals(last)) {
                    progress.accept(wrong.get());
                }
                last = wrong.get();
                pause();
            }
        }
        throw unseen(page, last);
    }

    private Failure unseen(Question page, String last) {
        String who = routers.size() == 1
                ? routers.get(0).describe()
                : page.exchange().url();
        return Failure.failed(Problem.of(
                        "CD-660",
                        who + " does not serve " + page.decision().baseline().word() + " as decided")
                .because("within " + DEADLINE.toSeconds() + " s the last answer was: " + last)
                .remedy("look with `cdctl router status` and at the instance's log"));
    }

    /** Asks once; returns what is wrong with the answer. */
    public Optional<String> glance(Decision decision) {
        return plain(Question.at(route), decision).wrong();
    }

    /** Whether anything answers there at all, be it wrong. */
    public boolean isAnswered() {
        return Question.isAnswered(Question.at(route));
    }

    /** An interrupt stays set, and ends the questions that follow at once. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Question plain(Exchange exchange, Decision decision) {
        Exchange known = new Exchange(
                exchange.target(),
                exchange.method(),
                exchange.path(),
                Question.headers(routers, decision.generation()),
                Optional.empty());
        return new Question(known, decision, Question.Versions.none());
    }

    private Question question(Exchange exchange, Decision decision) {
        Question plain = plain(exchange, decision);
        return mark.map(version -> plain.of(exchange.path(), Question.Versions.of(version, exchange, route, decision)))
                .orElse(plain);
    }

    /** The page that is asked for the service's health, where only that says the version and the router leads to it. */
    private Optional<Question> health(Question page) {
        return page.versions().isEmpty()
                ? mark.flatMap(version -> version.health()
                        .filter(this::isServed)
                        .map(path -> health(page.of(path, page.versions()), version))
                        .filter(question -> !question.versions().isEmpty()))
                : Optional.empty();
    }

    private Question health(Question unknown, VersionMark version) {
        return unknown.of(
                unknown.exchange().path(),
                Question.Versions.of(version, unknown.exchange(), route, unknown.decision()));
    }

    private boolean isServed(String path) {
        String prefix = route.path().replaceAll("/+$", "");
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
