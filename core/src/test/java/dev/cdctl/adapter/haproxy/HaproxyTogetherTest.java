package dev.cdctl.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that come to one HAProxy at the same time. */
class HaproxyTogetherTest {
    private final Path reloads;
    private final Proxy proxy;
    private final Service service = Service.start("blue");
    private final int port = Proxy.freePort();

    HaproxyTogetherTest(@TempDir Path folder) {
        this.reloads = folder.resolve("reloads");
        this.proxy = Proxy.start(folder);
    }

    @AfterEach
    void end() {
        proxy.close();
        service.close();
    }

    @Test
    void theyNeedOneReloadAndEachItsOwnDecision() throws IOException {
        List<Move> moves = moves(1, "books", "shelf", "desk", "lamp");
        moves.get(0).router().ready(moves);
        assertThat(reloads()).isEqualTo(1);
        moves.forEach(Move::make);
        assertThat(moves).allSatisfy(move -> assertThat(prove(move)).isNotEmpty());
        assertThat(reloads()).isEqualTo(1);

        List<Move> next = moves(2, "books", "shelf", "desk", "lamp");
        next.get(0).router().ready(next);
        assertThat(next)
                .allSatisfy(move -> assertThat(move.router().observe().map(Decision::generation))
                        .contains(1L));
        next.forEach(Move::make);
        assertThat(next).allSatisfy(move -> assertThat(prove(move)).isNotEmpty());
        assertThat(reloads()).isEqualTo(1);
    }

    @Test
    void oneThatHaproxyRefusesHoldsUpNobodyElse() throws IOException {
        List<Move> moves = Stream.concat(
                        Stream.of(move(1, "desk", Optional.of("/nowhere.pem"))), moves(1, "books", "shelf").stream())
                .toList();
        moves.get(0).router().ready(moves);
        assertThat(reloads()).isEqualTo(1);
        assertThatThrownBy(() -> moves.get(0).make()).hasMessageContaining("CD-665");
        moves.subList(1, 3).forEach(Move::make);
        assertThat(moves.subList(1, 3))
                .allSatisfy(move -> assertThat(prove(move)).isNotEmpty());
        assertThat(reloads()).isEqualTo(1);
    }

    @Test
    void twoThatWantTheSameAddressAreNotBothBrought() throws IOException {
        Move first = move(1, "books", Optional.empty());
        Route same = first.route();
        Move second = new Move(router("shelf", Optional.empty()), same, first.decision());
        Move third = move(1, "desk", Optional.empty());
        first.router().ready(List.of(first, second, third));
        first.make();
        assertThatThrownBy(second::make).hasMessageContaining("CD-672");
        third.make();
        assertThat(reloads()).isEqualTo(1);
    }

    private List<Move> moves(long generation, String... names) {
        return Stream.of(names)
                .map(name -> move(generation, name, Optional.empty()))
                .toList();
    }

    private Move move(long generation, String name, Optional<String> certificate) {
        Route route = new Route(
                new Name(name),
                Proxy.ENVIRONMENT,
                new Address("127.0.0.1", certificate.isPresent() ? Proxy.freePort() : port),
                Optional.of(name + ".example"),
                "/",
                Optional.empty(),
                Duration.ofSeconds(10),
                Map.of(Colour.BLUE, List.of(Bed.at(service)), Colour.GREEN, List.of(Bed.at(service))));
        return new Move(router(name, certificate), route, Bed.all(Colour.BLUE, generation));
    }

    /** Counts its reloads. */
    private HaproxyRouter router(String name, Optional<String> certificate) {
        HaproxyRouterSpec usual = proxy.spec(port, Optional.of(name + ".example"), "/");
        HaproxyRouterSpec.Site site = usual.site();
        HaproxyRouterSpec.Site counting = new HaproxyRouterSpec.Site(
                site.socket(), site.folder(), site.config(), "echo once >>" + reloads + "; " + site.reload());
        return proxy.router(
                new HaproxyRouterSpec(
                        certificate.isPresent() ? new Address("127.0.0.1", Proxy.freePort()) : usual.listen(),
                        usual.host(),
                        usual.path(),
                        certificate,
                        usual.timeout(),
                        counting,
                        usual.on(),
                        usual.origin()),
                new Name(name));
    }

    private long reloads() throws IOException {
        return Files.exists(reloads) ? Files.readAllLines(reloads).size() : 0;
    }

    private static String prove(Move move) {
        return new Proof(move.router(), move.route()).of(move.decision(), Optional.empty(), text -> {});
    }
}
