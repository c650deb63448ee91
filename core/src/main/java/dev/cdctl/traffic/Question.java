package dev.cdctl.traffic;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Version;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is asked as a user would ask it, and what a right answer to it is.
 *
 * @param exchange with what has a router say what it chose
 * @param versions that answers have to say
 */
record Question(Exchange exchange, Decision decision, Versions versions) {
    /** The header by which cdctl's own questions are known: the tokens of all routers that may answer, with commas. */
    private static final String TOKENS = "X-Cdctl-Probe";

    private static final Duration ONE = Duration.ofSeconds(2);

    /** For an instance, which may be out of reach from here: what it says is then not known, and users wait. */
    private static final Duration DIRECTLY = Duration.ofMillis(500);

    private static final int SERVER_ERROR = 500;

    /** The same of another page. */
    Question of(String path, Versions others) {
        return new Question(
                new Exchange(exchange.target(), "GET", path, exchange.headers(), Optional.empty()), decision, others);
    }

    /** Asks once, on a fresh connection; returns what is wrong with the answer. */
    Optional<String> wrong() {
        Reply reply = new Probe(ONE).ask(exchange);
        if (!(reply instanceof Reply.Answer answer) || answer.status() >= SERVER_ERROR) {
            return Optional.of(reply.describe());
        }
        Optional<Colour> colour = decided(answer);
        return colour.isPresent()
                ? versions.wrong(colour.get(), answer)
                : Optional.of(answer.status() + " from "
                        + answer.header(Proof.COLOUR).orElse("nobody who says who it is") + ", generation "
                        + answer.header(Proof.GENERATION).orElse("none"));
    }

    /** Asks once; returns what is wrong with the version alone, of an answer that came from where the service is. */
    Optional<String> wrongVersion() {
        return new Probe(ONE).ask(exchange) instanceof Reply.Answer answer
                ? decided(answer).flatMap(colour -> versions.wrong(colour, answer))
                : Optional.empty();
    }

    private Optional<Colour> decided(Reply.Answer answer) {
        boolean current = answer.header(Proof.GENERATION)
                .filter(Long.toString(decision.generation())::equals)
                .isPresent();
        return answer.header(Proof.COLOUR)
                .flatMap(Colour::of)
                .filter(one -> current && decision.weights().of(one) > 0);
    }

    /** The headers that have any of those routers say what it chose. */
    static Map<String, String> headers(List<Router> routers, long generation) {
        Map<String, String> all = new LinkedHashMap<>();
        TreeSet<String> tokens = new TreeSet<>();
        for (Router router : routers) {
            Map<String, String> own = router.probe(generation);
            all.putAll(own);
            Optional.ofNullable(own.get(TOKENS)).ifPresent(tokens::add);
        }
        if (!tokens.isEmpty()) {
            all.put(TOKENS, String.join(",", tokens));
        }
        return all;
    }

    /** Where users of that route come in. */
    static Exchange at(Route route) {
        Target plain = connect(route.listen());
        Target named = route.host().map(plain::withHost).orElse(plain);
        Target target = route.tls()
                .map(tls -> named.withTls(new Target.Tls(route.host().orElse("localhost"), pinned(tls))))
                .orElse(named);
        return Exchange.get(target, route.path());
    }

    /**
     * Where users of that route come in, asked for by the names of the URL that they use. Where the URL is one of TLS and
     * nothing is said of the router's, what it speaks there is found out.
     */
    static Exchange at(Route route, URI url) {
        Exchange known = Exchange.get(url);
        Target connect = connect(route.listen());
        Target plain = connect.withHost(known.target().host());
        Optional<Target> secure = known.target().tls().map(plain::withTls);
        if (secure.isEmpty()) {
            return route.tls().isPresent() ? at(route) : Exchange.get(plain, known.path());
        }
        Exchange first = Exchange.get(secure.get(), known.path());
        boolean speaks = route.tls().isPresent() || isAnswered(first);
        return speaks ? first : Exchange.get(plain, known.path());
    }

    /** Whether anything answers there at all. */
    static boolean isAnswered(Exchange exchange) {
        return new Probe(ONE).ask(exchange) instanceof Reply.Answer;
    }

    private static Target connect(Address listen) {
        return Target.of(listen.host().equals("0.0.0.0") ? "127.0.0.1" : listen.host(), listen.port());
    }

    /** A certificate that lies on the router's own computer has to be one that this one trusts. */
    private static Optional<Path> pinned(Route.Tls tls) {
        return Optional.of(tls.certificate()).filter(Files::isReadable);
    }

    /**
     * What the instances of the decided colours answer themselves: users behind a router have to get the same versions.
     *
     * @param said by colour; a colour whose instances do not say the decided version is missing
     */
    record Versions(VersionMark mark, Map<Colour, Said> said) {
        /** How an instance answered, and that it said that version. */
        private record Said(Version version, int status) {}

        /** Of a service that is not asked. */
        static Versions none() {
            return new Versions(new VersionMark("", Optional.empty()), Map.of());
        }

        /** Asks one instance of each decided colour what a user is going to ask. */
        static Versions of(VersionMark mark, Exchange question, Route route, Decision decision) {
            Map<Colour, Said> said = new EnumMap<>(Colour.class);
            for (Colour colour : Colour.values()) {
                if (decision.weights().of(colour) > 0) {
                    List<Address> instances = route.instances().getOrDefault(colour, List.of());
                    instances.stream()
                            .findFirst()
                            .flatMap(address -> decision.in(colour)
                                    .flatMap(placed -> said(mark, at(question, address), placed.version())))
                            .ifPresent(known -> said.put(colour, known));
                }
            }
            return new Versions(mark, said);
        }

        private static Exchange at(Exchange question, Address instance) {
            Target target = Target.of(instance.host(), instance.port())
                    .withHost(question.target().host());
            return Exchange.get(target, question.path());
        }

        private static Optional<Said> said(VersionMark mark, Exchange question, Version decided) {
            return new Probe(DIRECTLY).ask(question) instanceof Reply.Answer answer
                    ? mark.in(answer).filter(decided.text()::equals).map(text -> new Said(decided, answer.status()))
                    : Optional.empty();
        }

        boolean isEmpty() {
            return said.isEmpty();
        }

        /**
         * What is wrong with the version of a router's answer. An answer without one is wrong only where the instance itself
         * answers alike: a router may keep a page from users.
         */
        Optional<String> wrong(Colour colour, Reply.Answer answer) {
            Optional<Said> expected = Optional.ofNullable(said.get(colour));
            Optional<String> says = mark.in(answer);
            boolean right = expected.isEmpty()
                    || says.map(expected.get().version().text()::equals)
                            .orElse(answer.status() != expected.get().status());
            return right
                    ? Optional.empty()
                    : Optional.of(answer.status() + " for " + colour.word() + " that says "
                            + says.map(version -> "version " + version).orElse("no version")
                            + ", where the instance says "
                            + expected.get().version());
        }
    }
}
