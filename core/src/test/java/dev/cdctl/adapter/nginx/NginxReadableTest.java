package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Colour;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that run as another user than root may not see the flags. */
class NginxReadableTest {
    @Test
    void aFolderThatTheWorkersCannotLookIntoIsRefused(@TempDir Path folder) throws IOException {
        try (RealNginx nginx = RealNginx.start(folder, "www-data");
                Front front = new Front(nginx)) {
            permit(folder, "rwxr-xr-x");
            front.router().check(front.route());
            front.flip(Colour.BLUE, 1);
            assertThat(front.ask("/").body()).startsWith("blue");
            front.router().check(front.route());
            permit(nginx.flags(), "rwx------");
            assertThatThrownBy(() -> front.router().check(front.route())).hasMessageContaining("CD-647");
            assertThat(front.ask("/").status()).as("not silently the default").isEqualTo(503);
            permit(nginx.flags(), "rwxr-xr-x");
            assertThat(front.ask("/").body()).startsWith("blue");
        }
    }

    private static void permit(Path folder, String form) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(form));
    }
}
