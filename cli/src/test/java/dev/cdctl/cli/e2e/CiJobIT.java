package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CI server ends everything that carries its job's cookie; what was deployed lives on. */
class CiJobIT {
    private static final List<String> COOKIES = List.of("JENKINS_NODE_COOKIE", "HUDSON_COOKIE", "BUILD_ID");

    @Test
    void whatAJobDeployedOutlivesIt(@TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder, pipeline -> pipeline + "    keep-warm: 3s\n")) {
            shop.release("1.0.0");
            shop.release("1.1.0");
            String cookie = UUID.randomUUID().toString();
            COOKIES.forEach(name -> shop.with(name, cookie));
            shop.deploy("1.0.0");
            shop.deploy("1.1.0");
            assertThat(endTheJob(cookie)).isEqualTo(1);
            COOKIES.forEach(shop::without);
            assertThat(shop.served()).isEqualTo("1.1.0");
            assertThat(shop.router().isAlive()).isTrue();
            // What ends the old colour later is no part of the job either.
            await().atMost(Duration.ofMinutes(1)).until(() -> shop.instances().size() == 1);
            assertThat(shop.served()).isEqualTo("1.1.0");
        }
    }

    /** Ends what carries the cookie, as CI servers do, and says how many there were besides one that always is. */
    private static int endTheJob(String cookie) throws IOException {
        ProcessBuilder forgotten = new ProcessBuilder("sleep", "600");
        forgotten.environment().put(COOKIES.get(0), cookie);
        Process process = forgotten.start();
        await().until(() ->
                Processes.with(COOKIES.get(0), cookie).stream().anyMatch(one -> one.pid() == process.pid()));
        List<ProcessHandle> job = COOKIES.stream()
                .flatMap(name -> Processes.with(name, cookie).stream())
                .distinct()
                .toList();
        List<String> described = job.stream().map(Processes::describe).toList();
        job.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        assertThat(described).as("what carried the cookie").hasSize(1);
        return job.size();
    }
}
