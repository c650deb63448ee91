package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftTest {
    private static final int CLIENTS = 400;
    private static final Pattern COOKIE =
            Pattern.compile("Set-Cookie: cdctl-client=([0-9a-f]{24}); Path=/; " + "HttpOnly; SameSite=Lax\r\n");

    @Test
    void aClientKeepsItsColourWhileTheWeightGrows(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            Set<Integer> before = new HashSet<>();
            int generation = 1;
            for (int weight : new int[] {1, 10, 50, 90, 100}) {
                running.router.apply(running.route(), Running.decision(Colour.BLUE, new Weights(weight), generation++));
                Set<Integer> green = greens(running);
                assertThat(green).containsAll(before);
                assertThat(green.size() * 100.0 / CLIENTS).isBetween(weight - 8.0, weight + 8.0);
                before = green;
            }
            assertThat(before).hasSize(CLIENTS);
        }
    }

    @Test
    void aNewClientGetsACookieOnlyDuringAShift(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            running.flip(Colour.BLUE, 1);
            assertThat(get(running, "x=y")).doesNotContain("Set-Cookie");
            running.router.apply(running.route(), Running.decision(Colour.BLUE, new Weights(50), 2));
            Matcher cookie = COOKIE.matcher(get(running, "x=y"));
            assertThat(cookie.find()).isTrue();
            assertThat(get(running, "x=y; cdctl-client=" + cookie.group(1))).doesNotContain("Set-Cookie");
        }
    }

    private static Set<Integer> greens(Running running) {
        Set<Integer> green = new HashSet<>();
        try (Raw client = new Raw(running.port)) {
            for (int i = 0; i < CLIENTS; i++) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: a=b; cdctl-client=client" + i + "\r\n\r\n");
                if (client.until(" 0\n").endsWith("green 0\n")) {
                    green.add(i);
                }
            }
        }
        return green;
    }

    private static String get(Running running, String cookies) {
        return Raw.ask(running.port, "GET / HTTP/1.1", "Host: x", "Cookie: " + cookies);
    }
}
