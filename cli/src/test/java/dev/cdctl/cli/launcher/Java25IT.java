package dev.cdctl.cli.launcher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** The same on a JDK that has ahead-of-time caches, when there is one. */
class Java25IT extends LauncherIT {
    @BeforeEach
    void needsJava25() throws IOException {
        assumeTrue(found().isPresent(), "no JDK 25 or newer below /usr/lib/jvm");
    }

    @Override
    String javaHome() {
        try {
            return found().map(Path::toString).orElseGet(super::javaHome);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<Path> found() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (var homes = Files.list(all)) {
            return homes.filter(Java25IT::isNew).findFirst();
        }
    }

    private static boolean isNew(Path home) {
        try {
            return Files.exists(home.resolve("release"))
                    && Files.readString(home.resolve("release"))
                            .lines()
                            .anyMatch(line -> line.matches("JAVA_VERSION=\"(2[5-9]|[3-9]\\d).*"));
        } catch (IOException e) {
            return false;
        }
    }
}
