package dev.cdctl.adapter.embedded.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** The connections of one IO thread to one instance, and the requests that wait for one. Lives on that thread. */
public final class Pool {
    /** Without TCP_NODELAY a body waits 40 ms for the delayed acknowledgement of its head. */
    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true);

    private final Backend backend;
    private final Lane lane;
    private final Deque<Upstream> idle = new ArrayDeque<>();
    private final Set<Upstream> open = new HashSet<>();
    private final Set<Attempt> attempts = new HashSet<>();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean retired;

    private record Waiting(Seeker request, long since) {}

    Pool(Backend backend, Lane lane) {
        this.backend = backend;
        this.lane = lane;
    }

    Backend backend() {
        return backend;
    }

    Lane lane() {
        return lane;
    }

    /** Gives the request a connection: at once, when it is up, or when it is the request's turn. */
    public void acquire(Seeker request) {
        Optional<Upstream> unused = request.wantsFresh() ? Optional.empty() : takeIdle(request.isRepeatable());
        if (unused.isPresent()) {
            request.connected(unused.get());
        } else if (hasRoom()) {
            connect(request);
        } else if (queue.size() < lane.limits().queue()) {
            lane.watch(this);
            queue.add(new Waiting(request, System.nanoTime()));
        } else {
            request.refused();
        }
    }

    /** The connection has carried a whole answer and can carry another. */
    void release(Upstream upstream) {
        Waiting next = queue.poll();
        if (next != null) {
            next.request().connected(upstream);
        } else if (retired) {
            upstream.close();
        } else {
            idle.push(upstream);
        }
    }

    /** The connection does not count any more: it is closed, or it has become a tunnel. */
    void forget(Upstream upstream) {
        idle.remove(upstream);
        if (open.remove(upstream) && !queue.isEmpty()) {
            connect(queue.remove().request());
        }
    }

    /** May be called from any thread. */
    void retire() {
        lane.thread().execute(() -> {
            retired = true;
            List.copyOf(idle).forEach(Upstream::close);
        });
    }

    /** Looks after every deadline; returns whether there is nothing left to look after. */
    boolean sweep(long now) {
        long idleNanos = lane.limits().idle().toNanos();
        List.copyOf(open).forEach(upstream -> upstream.sweep(now, idleNanos));
        List.copyOf(attempts).forEach(attempt -> attempt.sweep(now));
        long patience = lane.limits().patience().toNanos();
        while (!queue.isEmpty() && now - queue.element().since() > patience) {
            queue.remove().request().refused();
        }
        return open.isEmpty() && attempts.isEmpty() && queue.isEmpty();
    }

    /**
     * A request that must not be repeated gets only a connection that was used within the last second and is not known
     * to be closed: an instance may close an idle one just when the request arrives there.
     */
    private Optional<Upstream> takeIdle(boolean repeatable) {
        while (!idle.isEmpty()) {
            Upstream upstream = idle.pop();
            if (repeatable || upstream.isLively()) {
                return Optional.of(upstream);
            }
            upstream.close();
        }
        return Optional.empty();
    }

    private boolean hasRoom() {
        if (open.size() + attempts.size() >= lane.limits().connections() && !idle.isEmpty()) {
            idle.removeLast().close();
        }
        return open.size() + attempts.size() < lane.limits().connections();
    }

    private void connect(Seeker request) {
        lane.watch(this);
        Attempt attempt = new Attempt(request);
        attempts.add(attempt);
        attempt.start();
    }

    /** One attempt to connect, for one request. */
    private final class Attempt {
        private final Seeker request;
        private final long since = System.nanoTime();
        private Optional<IoFuture<StreamConnection>> future = Optional.empty();

        Attempt(Seeker request) {
            this.request = request;
        }

        void start() {
            IoFuture<StreamConnection> connecting =
                    lane.thread().openStreamConnection(backend.socket(), this::connected, OPTIONS);
            future = Optional.of(connecting);
            connecting.addNotifier(
                    (result, nothing) -> {
                        if (result.getStatus() != IoFuture.Status.DONE) {
                            failed();
                        }
                    },
                    Pool.this);
        }

        void sweep(long now) {
            if (now - since > lane.limits().connect().toNanos()) {
                future.ifPresent(IoFuture::cancel);
                failed();
            }
        }

        private void connected(StreamConnection connection) {
            if (attempts.remove(this)) {
                Upstream upstream = new Upstream(connection, Pool.this);
                open.add(upstream);
                request.connected(upstream);
            } else {
                IoUtils.safeClose(connection);
            }
        }

        private void failed() {
            if (attempts.remove(this)) {
                backend.shun();
                request.notConnected();
            }
        }
    }
}
