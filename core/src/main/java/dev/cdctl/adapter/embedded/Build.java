package dev.cdctl.adapter.embedded;

import dev.cdctl.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which build of cdctl runs: two with the same version need not be the same program. */
public final class Build {
    private static final int DIGITS = 16;

    private Build() {}

    /** This program's: {@code 1.4.0 (5f0c2a91d4e7b386)}, or {@code development} when it was not packaged. */
    public static String own() {
        try {
            Path code = Path.of(Build.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Optional<String> version =
                    Optional.ofNullable(Build.class.getPackage().getImplementationVersion());
            return Files.isRegularFile(code) ? version.orElse("unknown") + " (" + digest(code) + ")" : "development";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells one jar from another. */
    static String digest(Path jar) throws IOException {
        return Digest.of(jar).hex().substring(0, DIGITS);
    }
}
