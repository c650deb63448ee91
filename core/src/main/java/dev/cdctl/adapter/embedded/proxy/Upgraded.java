package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.stats.Counters;
import dev.cdctl.adapter.embedded.upstream.Upstream;
import dev.cdctl.adapter.embedded.wire.Tunnel;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.ServerConnection;
import java.nio.ByteBuffer;
import java.util.List;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * An upgraded connection, such as a WebSocket: it stays with its instance until one side ends it, whatever is flipped
 * meanwhile.
 */
final class Upgraded {
    private final Counters counters;
    private final ServerConnection client;
    private final StreamConnection instance;
    private final ByteBufferPool buffers;
    private List<Tunnel> tunnels = List.of();
    private int ended;
    private boolean over;

    private Upgraded(Forwarding request, StreamConnection instance) {
        this.counters = request.target().counters();
        this.client = request.exchange().getConnection();
        this.instance = instance;
        this.buffers = request.lane().buffers();
    }

    /** Passes the instance's consent on and opens the tunnels; these bytes followed the consent. */
    static void start(Forwarding request, Upstream upstream, ByteBuffer first) {
        upstream.detach();
        upstream.source().suspendReads();
        Upgraded upgraded = new Upgraded(request, upstream.connection());
        upgraded.counters.upgrade();
        upgraded.client.addCloseListener(closed -> upgraded.close());
        upgraded.instance.setCloseListener(closed -> upgraded.close());
        request.exchange().upgradeChannel((channel, exchange) -> upgraded.open(channel, first));
        request.exchange().endExchange();
    }

    private void open(StreamConnection channel, ByteBuffer first) {
        if (over) {
            IoUtils.safeClose(channel);
            return;
        }
        Tunnel down = new Tunnel(instance, channel, buffers, this::oneEnded);
        Tunnel up = new Tunnel(channel, instance, buffers, this::oneEnded);
        tunnels = List.of(down, up);
        down.open(first);
        up.open(ByteBuffer.allocate(0));
    }

    private void oneEnded() {
        ended++;
        if (ended == 2) {
            close();
        }
    }

    private void close() {
        if (!over) {
            over = true;
            counters.upgradeEnded();
            IoUtils.safeClose(client, instance);
            tunnels.forEach(Tunnel::end);
        }
    }
}
