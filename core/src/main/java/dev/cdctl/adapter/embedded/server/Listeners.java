package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.tls.Certificates;
import dev.cdctl.traffic.Address;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/** The ports that the router listens on. Not thread-safe. */
final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int IDLE_MILLIS = 75_000;
    private static final int HEAD_MILLIS = 60_000;
    private static final int MOST_PARAMETERS = 100_000;
    private static final OptionMap SOCKET = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BACKLOG, BACKLOG)
            .getMap();

    /** Requests and answers pass as they are: nothing is decoded, and no header is added that nobody sent. */
    private static final OptionMap HTTP = OptionMap.builder()
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            .set(UndertowOptions.ALWAYS_SET_DATE, false)
            .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .set(UndertowOptions.MAX_PARAMETERS, MOST_PARAMETERS)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEAD_MILLIS)
            .getMap();

    private final XnioWorker worker;
    private final ByteBufferPool buffers;
    private final Map<Address, Open> open = new LinkedHashMap<>();

    private record Open(
            AcceptingChannel<? extends StreamConnection> channel, HttpOpenListener http, Optional<Certificates> tls) {}

    Listeners(XnioWorker worker, ByteBufferPool buffers) {
        this.worker = worker;
        this.buffers = buffers;
    }

    /** Where it listens. */
    Set<Address> addresses() {
        return Set.copyOf(open.keySet());
    }

    boolean isOpen(Address address) {
        return open.containsKey(address);
    }

    /** The certificates of a listener; empty when it speaks plain HTTP. */
    Optional<Certificates> certificates(Address address) {
        return Optional.ofNullable(open.get(address)).flatMap(Open::tls);
    }

    /**
     * Begins to listen.
     *
     * @return the port, which is another one when 0 was asked for
     * @throws IOException when the port is taken or not allowed
     */
    int open(Address address, HttpHandler handler, Optional<Certificates> tls) throws IOException {
        HttpOpenListener http = new HttpOpenListener(buffers, HTTP);
        http.setRootHandler(handler);
        ChannelListener<AcceptingChannel<StreamConnection>> accept = ChannelListeners.openListenerAdapter(http);
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        AcceptingChannel<? extends StreamConnection> channel;
        if (tls.isPresent()) {
            UndertowXnioSsl ssl = new UndertowXnioSsl(
                    worker.getXnio(), OptionMap.EMPTY, buffers, tls.get().context());
            channel = ssl.createSslConnectionServer(worker, socket, acceptAny(accept), SOCKET);
        } else {
            channel = worker.createStreamConnectionServer(socket, accept, SOCKET);
        }
        channel.resumeAccepts();
        open.put(address, new Open(channel, http, tls));
        return channel.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /** Stops listening there; connections that are up stay. */
    void close(Address address) {
        Optional.ofNullable(open.remove(address)).ifPresent(gone -> IoUtils.safeClose(gone.channel()));
    }

    /** Stops listening everywhere; connections that are up stay. */
    void stopAccepting() {
        open.values().forEach(listener -> IoUtils.safeClose(listener.channel()));
    }

    @Override
    public void close() {
        stopAccepting();
        open.values().forEach(listener -> listener.http().closeConnections());
        open.clear();
    }

    /** The listener takes any channel whose connections are stream connections; the types cannot say so. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ChannelListener<? super AcceptingChannel<SslConnection>> acceptAny(
            ChannelListener<AcceptingChannel<StreamConnection>> accept) {
        return (ChannelListener) accept;
    }
}
