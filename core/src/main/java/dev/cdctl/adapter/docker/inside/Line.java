package dev.cdctl.adapter.docker.inside;

import dev.cdctl.adapter.docker.DockerHost;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * A connection of its own with an engine, whose way there can be ended while the way back stays open. The library's
 * cannot, so a command in a container would wait for the end of its input for ever. Read by one thread and written by
 * another.
 */
interface Line extends Closeable {
    /** Reads what is there; -1 at the end. */
    int read(byte[] into, int from, int length) throws IOException;

    /** Writes all of it. */
    void write(byte[] bytes, int from, int length) throws IOException;

    /** Nothing more is written. */
    void endOutput() throws IOException;

    /** Connects. */
    static Line to(DockerHost host, Duration patience) throws IOException {
        return host.isHere()
                ? new OfChannel(
                        SocketChannel.open(UnixDomainSocketAddress.of(host.uri().getPath())))
                : new OfSocket(socket(host, patience));
    }

    private static Socket socket(DockerHost host, Duration patience) throws IOException {
        String name = host.uri().getHost();
        int port = host.uri().getPort();
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(name, port), Math.toIntExact(patience.toMillis()));
            SSLContext tls = host.tlsContext().orElse(null);
            return tls == null ? plain : tls.getSocketFactory().createSocket(plain, name, port, true);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** A Unix socket. Its streams would lock each other out, so there are none. */
    record OfChannel(SocketChannel channel) implements Line {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(into, from, length));
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** TCP, with TLS or without. */
    record OfSocket(Socket socket) implements Line {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return socket.getInputStream().read(into, from, length);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            socket.getOutputStream().write(bytes, from, length);
            socket.getOutputStream().flush();
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
