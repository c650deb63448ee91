package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @Test
    void aRenewedCertificateIsServedWithoutALostConnection(@TempDir Path folder) throws Exception {
        Route.Tls files = Pems.make(folder, "live", "EC", "books.test");
        Path oldCa = Files.copy(files.certificate(), folder.resolve("old.pem"));
        try (Running running = new Running(folder)) {
            Route route = Routes.secure(running.route(), Optional.of("books.test"), files);
            running.router.apply(route, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            assertThat(ask(running.port, "books.test", oldCa)).isEqualTo(200);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger lost = new AtomicInteger();
            Path bothCas = folder.resolve("both.pem");
            Route.Tls renewed = Pems.make(folder, "next", "RSA", "books.test");
            Files.writeString(bothCas, Files.readString(oldCa) + Files.readString(renewed.certificate()));
            Thread load = new Thread(() -> {
                while (!stop.get()) {
                    lost.addAndGet(ask(running.port, "books.test", bothCas) == 200 ? 0 : 1);
                }
            });
            load.start();
            Files.move(renewed.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> !notes(folder).isEmpty());
            assertThat(notes(folder)).contains("the old certificate stays in use");
            assertThat(ask(running.port, "books.test", oldCa)).isEqualTo(200);
            Files.move(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> ask(running.port, "books.test", files.certificate()) == 200);
            stop.set(true);
            load.join();
            assertThat(lost).hasValue(0);
            assertThat(notes(folder)).isEmpty();
        }
    }

    @Test
    void eachHostHasItsOwnCertificateOnOnePort(@TempDir Path folder) {
        Route.Tls one = Pems.make(folder, "one", "EC", "one.test");
        Route.Tls two = Pems.make(folder, "two", "RSA", "two.test");
        try (Running running = new Running(folder)) {
            running.router.apply(
                    Routes.secure(running.route(), Optional.of("one.test"), one),
                    Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            running.router("staging")
                    .apply(
                            Routes.secure(Routes.of(running.route(), "staging"), Optional.of("two.test"), two),
                            Running.decision(Colour.GREEN, Weights.all(Colour.GREEN), 1));
            assertThat(ask(running.port, "one.test", one.certificate())).isEqualTo(200);
            assertThat(ask(running.port, "two.test", two.certificate())).isEqualTo(200);
            assertThat(ask(running.port, "two.test", one.certificate())).isZero();
        }
    }

    @Test
    void aRouteIsProvedOverTls(@TempDir Path folder) {
        Route.Tls files = Pems.make(folder, "live", "EC", "books.test");
        try (Running running = new Running(folder)) {
            Route route = Routes.secure(running.route(), Optional.of("books.test"), files);
            var decision = Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1);
            running.router.apply(route, decision);
            assertThat(new Proof(running.router, route).of(decision, Optional.empty(), said -> {}))
                    .contains("10 of 10");
        }
    }

    @Test
    void aCertificateThatCannotBeReadIsRefused(@TempDir Path folder) throws IOException {
        Route.Tls files = Pems.make(folder, "live", "EC", "books.test");
        Files.writeString(files.key(), "nothing");
        try (Running running = Running.serving(folder)) {
            Route route = Routes.secure(running.route(), Optional.empty(), files);
            assertThatThrownBy(() -> running.router.check(route)).hasMessageContaining("CD-605");
            assertThatThrownBy(() ->
                            running.router.apply(route, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 2)))
                    .hasMessageContaining("CD-605");
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
        }
    }

    private static String notes(Path folder) {
        return String.join("", RouterStatus.of(folder).orElseThrow().notes());
    }

    /** The status; 0 when there was no answer. */
    private static int ask(int port, String host, Path ca) {
        Target target = Target.of("127.0.0.1", port).withHost(host).withTls(new Target.Tls(host, Optional.of(ca)));
        Reply reply = new Probe(Duration.ofSeconds(10)).ask(Exchange.get(target, "/"));
        return reply instanceof Reply.Answer answer ? answer.status() : 0;
    }
}
