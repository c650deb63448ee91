package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others have the same nginx read its configuration while an environment is installed. */
class NginxNeighboursTest extends NginxFixture {
    private static final int ROUNDS = Boolean.getBoolean("cdctl.all") ? 100 : 3;

    NginxNeighboursTest(@TempDir Path folder) {
        super(folder);
    }

    /** A port that is taken holds nginx up for 0.5 s, five times: once for the reload of before, once for ours. */
    @Test
    void theWorkersOfAnothersReloadAreNotTakenForItsOwn() throws Exception {
        try (ServerSocket theirs = taken();
                ServerSocket more = taken()) {
            listen("theirs.conf", theirs);
            nginx.tell("-s", "reload");
            await(() -> held(theirs) > 0);
            CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> front.flip(Colour.BLUE, 1));
            await(() -> Files.exists(nginx.flags().resolve("books.production.conf")));
            listen("theirs2.conf", more);
            theirs.close();
            await(() -> held(more) > 1);
            assertThat(applied).as("nginx has not read it yet").isNotDone();
            more.close();
            applied.get(20, TimeUnit.SECONDS);
            assertThat(front.ask("/").body()).startsWith("blue");
        }
    }

    @Test
    void aConfigurationThatSomebodyElseTriesInVainIsNoReasonToPutItBack() throws Exception {
        Path broken = nginx.own("broken.txt");
        Files.writeString(broken, "nonsense;\n");
        String log = nginx.flags().resolveSibling("logs/error.log").toString();
        try (ServerSocket theirs = taken()) {
            listen("theirs.conf", theirs);
            CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> front.flip(Colour.BLUE, 1));
            await(() -> held(theirs) > 0);
            assertThat(new ProcessBuilder("nginx", "-t", "-e", log, "-c", broken.toString())
                            .start()
                            .waitFor())
                    .isNotZero();
            assertThat(nginx.log()).contains("unknown directive \"nonsense\"");
            await(() -> held(theirs) > 1 || applied.isDone());
            theirs.close();
            applied.get(20, TimeUnit.SECONDS);
            assertThat(front.ask("/").body()).startsWith("blue");
        }
    }

    /** Two folders have two locks. */
    @Test
    void twoFoldersOfOneNginxComeAndGoAndWhoIsThereIsServed() {
        try (Front shelf = new Front(nginx, "shelf", new LocalShell())) {
            String own = nginx.flags().resolveSibling("own").toString();
            Flags flags = new Flags(own, own, false, "$arg_client", false);
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> comeAndGo(shelf, shelf.router(new LocalShell(), flags)));
            comeAndGo(front, front.router());
            other.join();
        }
    }

    private static void comeAndGo(Front front, NginxRouter router) {
        for (int round = 1; round <= ROUNDS; round++) {
            router.apply(front.route(), Front.decision(round, Colour.BLUE));
            for (int i = 0; i < 50; i++) {
                assertThat(front.ask("/").body()).startsWith("blue");
            }
            router.remove();
            assertThat(accepts(front.port)).isFalse();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private void listen(String file, ServerSocket taken) throws IOException {
        Files.writeString(nginx.own(file), "server { listen 127.0.0.1:" + taken.getLocalPort() + "; }\n");
    }

    /** How often a port that is taken has held nginx up. */
    private long held(ServerSocket taken) {
        long master = nginx.master().orElseThrow().pid();
        return nginx.log()
                .lines()
                .filter(line -> line.contains("[emerg] " + master + "#")
                        && line.contains("bind() to 127.0.0.1:" + taken.getLocalPort() + " failed"))
                .count();
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
