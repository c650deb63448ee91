package dev.cdctl.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HAProxy has under way to the colour of before. */
class HaproxyDrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void whatTheFormerWorkerHasIsSeenAfterAReload(@TempDir Path folder) throws IOException {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            try (User slow = new User(bed.port)) {
                slow.send("/slow?ms=3000");
                await().atMost(LIMIT).until(() -> bed.blue.requests() > 0);
                assertThat(bed.traffic(Colour.BLUE)).isEqualTo(new Traffic(0, 0, 0, 0, 1, 0));

                moreReplicas(bed, 2);

                assertThat(bed.traffic(Colour.BLUE)).isEqualTo(new Traffic(0, 0, 0, 0, 0, 1));
                assertThat(slow.colour()).isEqualTo("blue");
            }
            await().atMost(LIMIT).until(() -> bed.traffic(Colour.BLUE).isQuiet());
        }
    }

    @Test
    void aConnectionThatWasThereBeforeAReloadGetsTheNewColour(@TempDir Path folder) throws IOException {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            try (User user = new User(bed.port)) {
                user.send("/");
                assertThat(user.colour()).isEqualTo("blue");

                moreReplicas(bed, 2);

                user.send("/");
                assertThat(user.colour()).isEqualTo("green");
            }
        }
    }

    @Test
    void aReloadThatDoesNotComeAboutLeavesTheProcessAsItWas(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Map<String, String> files = bed.files();
            String mark = folder.resolve("mark").toString();
            String oneFailure = "[ -e " + mark + " ] || { : >" + mark + "; false; }";
            HaproxyRouterSpec usual = bed.proxy.spec(bed.port);
            HaproxyRouterSpec.Site site = usual.site();
            HaproxyRouter router = bed.proxy.router(new HaproxyRouterSpec(
                    usual.listen(),
                    usual.host(),
                    usual.path(),
                    usual.certificate(),
                    usual.timeout(),
                    new HaproxyRouterSpec.Site(site.socket(), site.folder(), site.config(), oneFailure),
                    usual.on(),
                    usual.origin()));
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> router.apply(bed.route(replicas(bed)), Bed.all(Colour.GREEN, 2)))
                    .hasMessageContaining("CD-666");
            assertThat(bed.files()).isEqualTo(files);
            assertThat(bed.router.observe()).contains(Bed.all(Colour.BLUE, 1));
            bed.prove(Bed.all(Colour.BLUE, 1));
        }
    }

    @Test
    void withoutAnAnswerNothingIsKnown(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            HaproxyRouter dumb =
                    new HaproxyRouter(bed.proxy.spec(bed.port), new Dumb(), new Name("books"), new Name("production"));
            assertThat(dumb.traffic()).isEmpty();
            assertThat(bed.router.traffic()).containsEntry(Colour.GREEN, Traffic.NONE);
        }
    }

    @Test
    void workersThatCannotBeSeenAreNotKnownAfterAReload() {
        String answer = "# pxname,svname,scur,\ncdctl.books.production.blue,BACKEND,0,\n";
        assertThat(Counters.of("books.production", answer, true)).isEmpty();
        assertThat(Counters.of("books.production", answer, false)).containsEntry(Colour.BLUE, Traffic.NONE);
        assertThat(Counters.of("books.production", answer + "ending 2\n", true))
                .containsEntry(Colour.BLUE, new Traffic(0, 0, 0, 0, 0, 2));
        assertThat(Counters.of("books.production", "", false)).isEmpty();
    }

    private static void moreReplicas(Bed bed, long generation) {
        String before = bed.proxy.ask("show info");
        bed.router.apply(bed.route(replicas(bed)), Bed.all(Colour.GREEN, generation));
        assertThat(pid(bed.proxy.ask("show info"))).as("it was reloaded").isNotEqualTo(pid(before));
    }

    private static Map<Colour, List<Address>> replicas(Bed bed) {
        Address green = Bed.at(bed.green);
        return Map.of(Colour.BLUE, List.of(Bed.at(bed.blue)), Colour.GREEN, List.of(green, green));
    }

    private static String pid(String said) {
        return said.lines().filter(line -> line.startsWith("Pid:")).findFirst().orElseThrow();
    }

    /** A user who keeps a connection. */
    private static final class User implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        User(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) LIMIT.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void send(String path) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: books\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        /** The colour of the answer that comes next, which is read whole. */
        String colour() throws IOException {
            String colour = "";
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                String[] header = line.toLowerCase(java.util.Locale.ROOT).split(": *", 2);
                colour = header[0].equals("x-colour") ? header[1] : colour;
                length = header[0].equals("content-length") ? Integer.parseInt(header[1]) : length;
            }
            in.skip(length);
            return colour;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Cannot reach the process. */
    private record Dumb() implements HostShell {
        @Override
        public String describe() {
            return "nowhere";
        }

        @Override
        public Ran run(Command command) {
            return new Ran(1, "", "refused");
        }
    }
}
