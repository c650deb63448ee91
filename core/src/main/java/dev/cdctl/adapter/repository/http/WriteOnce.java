package dev.cdctl.adapter.repository.http;

import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.http.remote.Retry;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Small files that are written once, by whoever comes first, with or without help from the server.
 *
 * <p>A server that honours {@code If-None-Match: *}, or lets nobody write a file twice, decides who was first. On others
 * the last of two writers that found nothing wins. There, a writer gives up unless its write ended within
 * {@link #SETTLE} of its look; so whoever looks again that long after its own write sees the final content (Fischer's
 * algorithm: Lamport, "A fast mutual exclusion algorithm", 1987). What is left open is a write that the network or a
 * proxy holds back for longer and then delivers all the same. Not thread-safe.
 */
public final class WriteOnce {
    /** In which a write ends, or is given up. */
    public static final Duration SETTLE = Duration.ofSeconds(3);

    /** How many numbers in a row others may take before it is no longer believed that they are others. */
    static final int MOST_LOST = 20;

    /** How servers say that a file is there: by the condition, or because they never let one be overwritten. */
    private static final Set<Integer> TAKEN = Set.of(412, 400, 403, 405, 409, 422);

    private static final Map<String, String> TYPES =
            Map.of("json", "application/json", "pom", "application/xml", "xml", "application/xml");

    private final Remote remote;
    private final Remote quick;
    private Optional<Boolean> helped = Optional.empty();

    WriteOnce(Remote remote) {
        this.remote = remote;
        this.quick = remote.on(remote.terms().within(SETTLE));
    }

    /** The file; empty when there is none. */
    public Optional<String> read(String path) {
        Request request = Request.get(path).with("Cache-Control", "no-cache");
        Response answer = remote.send(request);
        if (answer.isAbsent()) {
            return Optional.empty();
        }
        if (!answer.isGood()) {
            throw remote.unexpected(request, answer);
        }
        return Optional.of(answer.text());
    }

    /** Whether the file is there. */
    public boolean exists(String path) {
        Request request = Request.head(path);
        Response answer = remote.send(request);
        if (!answer.isGood() && !answer.isAbsent()) {
            throw remote.unexpected(request, answer);
        }
        return answer.isGood();
    }

    /**
     * Writes a file unless it is there, and reads it back.
     *
     * @return what is there now: this text, or that of somebody who was first
     */
    public String write(String path, String text) {
        Retry retry = remote.terms().retry();
        for (int tries = 1; ; tries++) {
            Optional<String> there = read(path);
            if (there.isPresent()) {
                return there.get();
            }
            Optional<Response> answer = put(path, text, tries == retry.tries());
            boolean wrote = answer.filter(Response::isGood).isPresent();
            Optional<String> now = wrote || answer.filter(this::isTaken).isPresent() ? read(path) : Optional.empty();
            if (wrote && now.isPresent() && !now.get().equals(text)) {
                // The answer may have been changed on its way, which a second look tells from another writer.
                now = read(path);
            }
            if (now.isPresent()) {
                learn(path, text, now.get());
                return now.get();
            }
            if (tries == retry.tries()
                    || answer.isPresent()
                            && !wrote
                            && !retry.isLater(answer.get().status())) {
                throw notWritten(path, answer);
            }
            retry.pace().sleeper().sleep(retry.before(tries, answer));
        }
    }

    /** Every number that was tried has something else in it. */
    static Failure lost(String path) {
        return Failure.unreachable(Problem.of("CD-447", "the server took " + path + " and has other bytes")
                .because("the same with " + MOST_LOST + " files in a row")
                .remedy("look at what stands between here and the server, and repeat the command"));
    }

    /** Waits until nobody can overwrite any more what was written before; not at all where nobody could. */
    void settle() {
        if (!helped.orElse(false)) {
            remote.terms().retry().pace().sleeper().sleep(SETTLE);
        }
    }

    /** Asks the server to write our file a second time: the same bytes, so that it changes nothing. */
    private void learn(String path, String text, String now) {
        if (helped.isEmpty() && now.equals(text)) {
            helped = Optional.of(put(path, text, false).filter(this::isTaken).isPresent());
        }
    }

    private Optional<Response> put(String path, String text, boolean last) {
        Request request = Request.put(path, Body.text(text, type(path)))
                .with("If-None-Match", "*")
                .once();
        try {
            return Optional.of(quick.send(request));
        } catch (Failure e) {
            if (last || e.kind() != Failure.Kind.UNREACHABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static String type(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/plain");
    }

    private boolean isTaken(Response answer) {
        return TAKEN.contains(answer.status());
    }

    private Failure notWritten(String path, Optional<Response> answer) {
        Request request = Request.put(path, Body.none());
        return answer.filter(known -> !known.isGood())
                .map(known -> remote.unexpected(request, known))
                .orElseGet(() ->
                        Failure.unreachable(Problem.of("CD-447", "the server took " + path + " and does not have it")
                                .because("it was written to " + remote.server().base() + " and read back at once")
                                .remedy("look at what stands between here and the server, such as a cache")));
    }
}
