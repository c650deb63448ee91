package dev.cdctl.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A range of ports of loopback, both ends in it, on which nobody listened when it was chosen. No other test of this
 * machine gets it while it is open.
 */
public record Ports(int first, int last, FileChannel lock) implements AutoCloseable {
    /** Below the ports that the system gives to outgoing connections, and beside cdctl's own usual ones. */
    private static final int LOWEST = 10_000;

    private static final int SIZE = 40;
    private static final int BLOCKS = 197;
    private static final Path LOCKS = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "cdctl-test-ports");

    /** A random range of 40 ports. */
    public static Ports block() {
        while (true) {
            int first = LOWEST + SIZE * ThreadLocalRandom.current().nextInt(BLOCKS);
            Optional<FileChannel> lock = lock(first);
            if (lock.isPresent()) {
                Ports ports = new Ports(first, first + SIZE - 1, lock.get());
                if (ports.areFree()) {
                    return ports;
                }
                ports.close();
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when another test has it. */
    private static Optional<FileChannel> lock(int first) {
        try {
            Path file = Files.createDirectories(LOCKS).resolve(Integer.toString(first));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private boolean areFree() {
        for (int port = first; port <= last; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assert socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
