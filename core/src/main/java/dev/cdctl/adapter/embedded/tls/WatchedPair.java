package dev.cdctl.adapter.embedded.tls;

import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A certificate whose files are looked at again and again; a broken new one leaves the old one in use. Thread-safe. */
final class WatchedPair {
    private final Route.Tls files;
    private volatile PemPair pair;
    private volatile Optional<String> problem = Optional.empty();
    private String stamp;

    WatchedPair(Route.Tls files) throws IOException {
        this.files = files;
        this.stamp = stamp(files);
        this.pair = PemPair.read(files);
    }

    PemPair pair() {
        return pair;
    }

    Route.Tls files() {
        return files;
    }

    /** Why the files as they are now are not used. */
    Optional<String> problem() {
        return problem;
    }

    /** Reads the files when they have changed. A file that is half written now is read again when it has changed. */
    synchronized void refresh() {
        try {
            String now = stamp(files);
            if (!now.equals(stamp)) {
                stamp = now;
                pair = PemPair.read(files);
            } else {
                return;
            }
            problem = Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Nothing that is in a file may end the watch over all files.
            problem = Optional.of("the old certificate stays in use: " + e);
        }
    }

    private static String stamp(Route.Tls files) throws IOException {
        return stamp(files.certificate()) + " " + stamp(files.key());
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
    }
}
