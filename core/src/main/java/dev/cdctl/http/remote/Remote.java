package dev.cdctl.http.remote;

import dev.cdctl.model.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One server that requests are sent to: each with one deadline around all its tries and their bodies, and sent again
 * where that is safe. Thread-safe. Nothing of the network is loaded before the first request.
 */
public final class Remote implements AutoCloseable {
    private final Server server;
    private final Terms terms;
    private Optional<Transport> transport = Optional.empty();

    private Remote(Server server, Terms terms) {
        this.server = server;
        this.terms = terms;
    }

    /** That server, on these terms. */
    public static Remote of(Server server, Terms terms) {
        return new Remote(server, terms);
    }

    /** The server. */
    public Server server() {
        return server;
    }

    /** The same server on other terms, with connections of its own. */
    public Remote on(Terms others) {
        return new Remote(server, others);
    }

    /** The terms. */
    public Terms terms() {
        return terms;
    }

    /**
     * Sends a request until an answer is final, and gives that, whatever its status: after the last try also one that
     * says "later".
     *
     * @throws Failure CD-440 to CD-446 when there is no whole answer; of kind INTERRUPTED when it was cancelled
     */
    public Response send(Request request) {
        return new Effort(request).answer();
    }

    /**
     * Sends a request that has to succeed.
     *
     * @throws Failure as {@link #send}, and CD-443 or CD-444 when the answer is not 2xx
     */
    public Response good(Request request) {
        Response answer = send(request);
        if (!answer.isGood()) {
            throw unexpected(request, answer);
        }
        return answer;
    }

    /** The end of work that such an answer does not let go on: CD-443, or CD-444 when it asks who we are. */
    public Failure unexpected(Request request, Response answer) {
        return trouble(request).unexpected(answer);
    }

    /** {@code cdctl/1.2.3}. */
    static String userAgent() {
        Optional<String> version = Optional.ofNullable(Remote.class.getPackage().getImplementationVersion());
        return "cdctl/" + version.orElse("dev");
    }

    /** Lets go of idle connections. */
    @Override
    public synchronized void close() {
        transport.ifPresent(Transport::close);
    }

    private synchronized Transport transport() throws IOException {
        if (transport.isEmpty()) {
            try {
                transport = Optional.of(new Transport(server, terms));
            } catch (IOException e) {
                throw new Trouble.LocalFile(e);
            }
        }
        return transport.get();
    }

    private Trouble trouble(Request request) {
        return new Trouble(request.method() + " " + server.base().resolve(request.target()), terms.hide());
    }

    /** The tries of one request. */
    private final class Effort {
        private final Request request;
        private final Retry.Pace pace = terms.retry().pace();
        private final long begin = pace.nanos().getAsLong();
        private Optional<Response> last = Optional.empty();
        private int tries;

        Effort(Request request) {
            this.request = request;
        }

        Response answer() {
            while (true) {
                requireTime("the next try would have been too late");
                Optional<Response> answer = once();
                boolean more = request.repeatable() && tries < terms.retry().tries();
                if (answer.isPresent()
                        && !(more && terms.retry().isLater(answer.get().status()))) {
                    return answer.get().with(spent());
                }
                last = answer.or(() -> last);
                pause(terms.retry().before(tries, answer), answer);
            }
        }

        /** One try; empty when it broke and another one makes sense. */
        private Optional<Response> once() {
            tries++;
            try {
                return Optional.of(transport().send(request, left()));
            } catch (IOException e) {
                requireNotStopped();
                requireTime(Trouble.of(e));
                boolean more = request.repeatable() && tries < terms.retry().tries();
                if (!more || Trouble.isFinal(e)) {
                    throw trouble(request).none(e, last, spent());
                }
                return Optional.empty();
            }
        }

        private void pause(Duration wait, Optional<Response> answer) {
            if (wait.compareTo(left()) >= 0) {
                throw trouble(request)
                        .late(
                                terms.deadline(),
                                answer.flatMap(known -> known.header(Transport.RETRY_AFTER))
                                        .map(text -> "the server asks to come back after " + text)
                                        .orElse("the next try would have been too late"),
                                last,
                                spent());
            }
            if (!pace.sleeper().sleep(wait)) {
                throw Trouble.stopped();
            }
            requireNotStopped();
        }

        private void requireTime(String awaited) {
            if (left().isNegative() || left().isZero()) {
                throw trouble(request).late(terms.deadline(), awaited, last, spent());
            }
        }

        private void requireNotStopped() {
            if (terms.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw Trouble.stopped();
            }
        }

        private Duration left() {
            return terms.deadline().minus(spent().took());
        }

        private Response.Effort spent() {
            return new Response.Effort(tries, Duration.ofNanos(pace.nanos().getAsLong() - begin));
        }
    }
}
