package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterInitTest {
    @Test
    void writesTheFirstFilesOfAnNginx(@TempDir Path folder) throws IOException {
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"))) {
            Result told = init(
                    folder, "nginx: {flags: %s, command: %s, listen: 80}".formatted(nginx.flags(), nginx.command()));
            assertThat(told.exit()).as(told.err()).isZero();
            assertThat(nginx.flags()).doesNotExist();
            Result written = init(
                    folder,
                    "nginx: {flags: %s, command: %s, listen: 80}".formatted(nginx.flags(), nginx.command()),
                    "--write");
            assertThat(written.exit()).as(written.err()).isZero();
            assertThat(written.out()).contains("include " + nginx.flags() + "/*.conf;");
            assertThat(nginx.flags()).isDirectoryContaining("glob:**/books.production.conf");
            assertThat(nginx.flags()).isDirectoryContaining("glob:**/.cdctl.lock");
        }
    }

    @Test
    void hasNothingToWriteWithoutSuchARouter(@TempDir Path folder) throws IOException {
        Result refused = init(folder, "embedded: {port: 8080}", "--write");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("CD-677");
    }

    private static Result init(Path folder, String router, String... more) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), """
                service: books
                package: [{archive: {name: books, files: [start.sh]}}]
                run: {command: ./start.sh}
                environments:
                  production:
                    routers:
                      - %s
                """.formatted(router));
        String[] words = {"router", "init", "nginx", "-e", "production"};
        String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return new InProcess()
                .with("PATH", System.getenv().getOrDefault("PATH", ""))
                .with("HOME", folder.toString())
                .in(folder)
                .run(all);
    }
}
