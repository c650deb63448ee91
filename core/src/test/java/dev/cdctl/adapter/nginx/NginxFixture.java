package dev.cdctl.adapter.nginx;

import dev.cdctl.servers.RealNginx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** An nginx of its own for each test, and an environment at it. */
abstract class NginxFixture {
    final Path folder;
    final RealNginx nginx;
    final Front front;

    /** @param folder where its files are */
    NginxFixture(Path folder) {
        this.folder = folder;
        this.nginx = RealNginx.start(folder);
        this.front = new Front(nginx);
    }

    @AfterEach
    void end() {
        front.close();
        nginx.close();
    }
}
