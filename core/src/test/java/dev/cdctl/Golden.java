package dev.cdctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that must be what the code writes; {@code -Dcdctl.rewrite=true} writes it. */
public final class Golden {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Golden() {}

    public static Path file(String name) {
        return ROOT.resolve(name);
    }

    public static void assertSame(String name, String text) throws IOException {
        if (Boolean.getBoolean("cdctl.rewrite")) {
            Files.createDirectories(file(name).getParent());
            Files.writeString(file(name), text);
        }
        assertThat(Files.readString(file(name)))
                .as(name + " is rewritten by -Dcdctl.rewrite=true")
                .isEqualTo(text);
    }
}
