package dev.cdctl.adapter.embedded.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One connection to an instance; it carries one request after the other. Lives on one IO thread. */
public final class Upstream {
    private static final long LIVELY_NANOS = 1_000_000_000L;

    /** Whoever has the connection hears what happens to it. */
    public interface User {
        /** There is something to read, or the connection has ended. */
        void readable();

        /** The connection was closed under the user. */
        void closed();

        /** The deadline has passed. */
        void late();
    }

    private final StreamConnection connection;
    private final Pool pool;
    private Optional<User> user = Optional.empty();
    private boolean used;
    private boolean detached;
    private long usedLast = System.nanoTime();
    private long deadline = Long.MAX_VALUE;

    Upstream(StreamConnection connection, Pool pool) {
        this.connection = connection;
        this.pool = pool;
        connection.setCloseListener(channel -> closed());
        source().setReadListener(channel -> readable());
        source().resumeReads();
    }

    public Pool pool() {
        return pool;
    }

    public StreamConnection connection() {
        return connection;
    }

    public ConduitStreamSourceChannel source() {
        return connection.getSourceChannel();
    }

    public ConduitStreamSinkChannel sink() {
        return connection.getSinkChannel();
    }

    /** Whether it carried a request before, so that the instance may close it as idle at any time. */
    public boolean wasUsed() {
        return used;
    }

    /** Gives it to a request that has to be answered within that time; {@link Long#MAX_VALUE} for no limit. */
    public void use(User newUser, long nanos) {
        user = Optional.of(newUser);
        deadline = System.nanoTime() + nanos;
    }

    /** The answer has begun: there is no deadline for its end. */
    public void answered() {
        deadline = Long.MAX_VALUE;
    }

    /** The answer is whole and nothing is left over: the next request may have it. */
    public void release() {
        user = Optional.empty();
        used = true;
        deadline = Long.MAX_VALUE;
        usedLast = System.nanoTime();
        pool.release(this);
    }

    public void close() {
        user = Optional.empty();
        IoUtils.safeClose(connection);
        pool.forget(this);
    }

    /** It carries no more requests, and whoever takes it looks after it. */
    public void detach() {
        detached = true;
        user = Optional.empty();
        pool.forget(this);
    }

    /** Whether it was used within the last second and the instance has not closed it. */
    boolean isLively() {
        if (System.nanoTime() - usedLast > LIVELY_NANOS) {
            return false;
        }
        try {
            return source().read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    void sweep(long now, long idleNanos) {
        if (user.isPresent()) {
            if (deadline != Long.MAX_VALUE && now - deadline > 0) {
                user.get().late();
            }
        } else if (now - usedLast > idleNanos) {
            close();
        }
    }

    private void readable() {
        if (user.isPresent()) {
            user.get().readable();
        } else {
            // Nothing was asked, so this is the end of the connection or an answer to nothing.
            close();
        }
    }

    private void closed() {
        if (!detached) {
            Optional<User> last = user;
            close();
            last.ifPresent(User::closed);
        }
    }
}
