package dev.cdctl.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Clients that ask a router again and again until they are stopped. None ever repeats a request: whatever is not a whole
 * good answer is a failure.
 */
public final class Load implements AutoCloseable {
    private static final int THINK_MILLIS = 10;

    /** What a client does. */
    public enum Kind {
        /** Many requests on one connection. */
        KEEP_ALIVE,
        /** Each request on a connection of its own. */
        NEW_CONNECTION,
        /** A body of 64 kB on a connection that is kept. */
        POST,
        /** An answer that takes its time. */
        SLOW,
        /** An answer in pieces. */
        STREAM,
        /** A WebSocket that is kept for the whole load. */
        WEBSOCKET
    }

    /**
     * A whole good answer; for a WebSocket one message and its echo.
     *
     * @param sent when the request was sent, by {@link System#nanoTime}
     */
    public record Answer(Kind kind, String colour, long sent, long took) {}

    /**
     * Anything else, with the reason.
     *
     * @param last the last echo of a WebSocket that had been open and broke off
     */
    public record Failed(Kind kind, String reason, long sent, Optional<Answer> last) {}

    /**
     * Who asks what.
     *
     * @param clients how many of each kind
     * @param slowMillis how long a slow answer takes
     * @param streamMillis how long a stream takes
     * @param repeats whether clients send a request again that had no answer because a kept connection ended, as browsers
     *     do; it is counted
     */
    public record Mix(Map<Kind, Integer> clients, int slowMillis, int streamMillis, boolean repeats) {
        /** Who never sends a request again. */
        public Mix(Map<Kind, Integer> clients, int slowMillis, int streamMillis) {
            this(clients, slowMillis, streamMillis, false);
        }

        /** Some of every kind, with short slow requests and streams. */
        public static Mix small() {
            Map<Kind, Integer> clients = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                clients.put(kind, 2);
            }
            return new Mix(clients, 500, 600);
        }
    }

    /**
     * What came of it.
     *
     * @param repeated requests that kept connections ended on, and that were sent again
     */
    public record Report(List<Answer> answers, List<Failed> failures, List<Failed> repeated) {
        /** How many good answers there were of each kind. */
        public Map<Kind, Long> counts() {
            Map<Kind, Long> counts = new EnumMap<>(Kind.class);
            answers.forEach(answer -> counts.merge(answer.kind(), 1L, Long::sum));
            return counts;
        }

        /**
         * The WebSockets that broke off after they had been given that long to end: they still echoed then, counted from
         * the first request that another colour answered, after which theirs answered none.
         */
        public List<Failed> outlived(Duration limit) {
            return failures.stream()
                    .filter(failed -> failed.last()
                            .filter(last -> nanosGiven(failed.sent(), last) >= limit.toNanos())
                            .isPresent())
                    .toList();
        }

        /** How many failed, and apart from them how many WebSockets outlived the limit, for people. */
        public String tell(Duration limit) {
            int outlived = outlived(limit).size();
            return "failed requests " + (failures.size() - outlived) + ", answers " + answers.size() + ", " + counts()
                    + ", WebSockets that outlived the drain limit " + outlived;
        }

        private long nanosGiven(long opened, Answer last) {
            long alive = last.sent() + last.took();
            long ended = Long.MIN_VALUE;
            for (Answer answer : answers) {
                if (isRequest(answer) && answer.colour().equals(last.colour()) && answer.sent() <= alive) {
                    ended = Math.max(ended, answer.sent());
                }
            }
            long out = alive;
            for (Answer answer : answers) {
                if (isRequest(answer) && !answer.colour().equals(last.colour()) && answer.sent() > ended) {
                    out = Math.min(out, answer.sent());
                }
            }
            return ended == Long.MIN_VALUE ? 0 : alive - Math.max(out, opened);
        }

        private static boolean isRequest(Answer answer) {
            return answer.kind() != Kind.WEBSOCKET;
        }

        /**
         * How long after the first request that the new colour answered the last one was sent that the old colour
         * answered, WebSockets left out; in milliseconds, negative when there was a gap instead.
         */
        public double overlapMillis(String oldColour, String newColour, long since) {
            long firstNew = Long.MAX_VALUE;
            long lastOld = Long.MIN_VALUE;
            for (Answer answer : answers) {
                if (isRequest(answer) && answer.sent() >= since) {
                    if (answer.colour().equals(newColour)) {
                        firstNew = Math.min(firstNew, answer.sent());
                    } else if (answer.colour().equals(oldColour)) {
                        lastOld = Math.max(lastOld, answer.sent());
                    }
                }
            }
            return lastOld == Long.MIN_VALUE || firstNew == Long.MAX_VALUE ? 0 : (lastOld - firstNew) / 1e6;
        }
    }

    private final Mix mix;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Failed> repeated = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Load(Mix mix) {
        this.mix = mix;
    }

    /** Starts clients of that router on loopback. */
    public static Load start(int port, Mix mix) {
        return start(port, "localhost:" + port, mix);
    }

    /** Starts clients of that router on loopback that send this Host header. */
    public static Load start(int port, String host, Mix mix) {
        return start(List.of(new Place(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), host, "")), mix);
    }

    /**
     * Starts clients that ask at several places by turns: the first client of each kind at the first place, and so on.
     *
     * @param urls such as {@code http://10.213.1.101:8080/books}, without TLS
     */
    public static Load start(Mix mix, URI... urls) {
        return start(Stream.of(urls).map(Place::of).toList(), mix);
    }

    private static Load start(List<Place> places, Mix mix) {
        Load load = new Load(mix);
        mix.clients().forEach((kind, count) -> {
            for (int i = 0; i < count; i++) {
                Place place = places.get(i % places.size());
                Thread thread = new Thread(() -> load.run(kind, place), "load-" + kind + "-" + i);
                thread.setDaemon(true);
                load.threads.add(thread);
            }
        });
        load.threads.forEach(Thread::start);
        return load;
    }

    /** How many good answers there are of that kind from that colour. */
    public long count(Kind kind, String colour) {
        return answers.stream()
                .filter(answer -> answer.kind() == kind && answer.colour().equals(colour))
                .count();
    }

    /** What there is so far. */
    public Report report() {
        return new Report(List.copyOf(answers), List.copyOf(failures), List.copyOf(repeated));
    }

    /** Lets every client end what it is at, and says what came of it all. */
    public Report stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return report();
            }
        }
        return report();
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void run(Kind kind, Place place) {
        try (Client client = new Client(place)) {
            while (!stopped) {
                Asking asking = new Asking(kind, System.nanoTime());
                String outcome = client.ask(kind, mix, () -> stopped, asking);
                asking.ended(outcome);
                Thread.sleep(ThreadLocalRandom.current().nextInt(THINK_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One request. */
    private final class Asking implements Client.Listener {
        private final Kind kind;
        private final long sent;
        private Optional<Answer> last = Optional.empty();

        Asking(Kind kind, long sent) {
            this.kind = kind;
            this.sent = sent;
        }

        @Override
        public void echoed(String colour, long at) {
            Answer echo = new Answer(kind, colour, at, System.nanoTime() - at);
            answers.add(echo);
            last = Optional.of(echo);
        }

        @Override
        public void repeated(String reason) {
            repeated.add(new Failed(kind, reason, sent, Optional.empty()));
        }

        void ended(String outcome) {
            if (outcome.startsWith(Client.BROKEN)) {
                failures.add(new Failed(kind, outcome, sent, last));
            } else if (outcome.startsWith(Client.FAILED)) {
                failures.add(new Failed(kind, outcome, sent, Optional.empty()));
            } else if (kind != Kind.WEBSOCKET) {
                answers.add(new Answer(kind, outcome, sent, System.nanoTime() - sent));
            }
        }
    }
}
