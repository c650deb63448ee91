package dev.cdctl.adapter.repository.http;

import dev.cdctl.adapter.repository.http.Releases.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Pushes one release, as a process that a test kills. */
final class KilledPusher {
    private KilledPusher() {}

    /** Takes the kind, the URL, the folder of the archive, the version and the content. */
    public static void main(String[] args) throws IOException {
        Path dist = Path.of(args[2]);
        Kind.valueOf(args[0])
                .on(Releases.impatient(args[1], Duration.ofSeconds(60)))
                .push(Releases.packaged(dist, args[3], args[4]), dist);
    }
}
