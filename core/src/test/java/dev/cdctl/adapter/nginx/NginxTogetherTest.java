package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;
import dev.cdctl.model.Colour;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that come to one nginx at the same time. */
class NginxTogetherTest {
    private static final HostShell HERE = new LocalShell();

    private final RealNginx nginx;
    private final List<Front> fronts;

    NginxTogetherTest(@TempDir Path folder) {
        this.nginx = RealNginx.start(folder);
        this.fronts = Stream.of("books", "shelf", "desk", "lamp")
                .map(name -> new Front(nginx, name, HERE))
                .toList();
    }

    @AfterEach
    void end() {
        fronts.forEach(Front::close);
        nginx.close();
    }

    @Test
    void theyNeedOneReloadAndEachItsOwnDecision() {
        List<Move> moves = moves(1, Colour.GREEN, Front::route);
        ready(moves);
        assertThat(reloads()).isEqualTo(1);
        assertThat(fronts).allMatch(front -> front.ask("/").status() == 503);

        moves.forEach(Move::make);
        assertThat(reloads()).isEqualTo(1);
        assertThat(fronts).allSatisfy(front -> {
            assertThat(front.ask("/").body()).startsWith("green");
            assertThat(front.prove(1, Colour.GREEN)).isNotEmpty();
        });
        assertThat(left()).isEmpty();

        ready(moves(2, Colour.BLUE, Front::route));
        assertThat(reloads()).as("all of it lies there").isEqualTo(1);
    }

    @Test
    void whoIsServedStaysWhereHeIsWhenAddressesChange() {
        fronts.forEach(front -> front.flip(Colour.BLUE, 1));
        long before = reloads();
        List<Move> moves = moves(2, Colour.GREEN, NginxTogetherTest::moving);
        ready(moves);
        assertThat(reloads()).isEqualTo(before + 1);
        assertThat(fronts).allSatisfy(front -> {
            assertThat(front.ask("/").body()).startsWith("blue");
            assertThat(front.router().observe()).contains(Front.decision(1, Colour.BLUE));
        });
        moves.forEach(Move::make);
        assertThat(fronts).allSatisfy(front -> assertThat(front.ask("/").body()).startsWith("green"));
        assertThat(reloads()).isEqualTo(before + 1);
    }

    @Test
    void oneThatNginxRefusesHoldsUpNobodyElse() throws IOException {
        Files.writeString(nginx.own("theirs.conf"), "upstream cdctl.desk.production.blue { server 127.0.0.1:9; }\n");
        List<Move> moves = moves(1, Colour.GREEN, Front::route);
        ready(moves);
        assertThat(conf()).containsExactlyInAnyOrder("books.production.conf", "shelf.production.conf");

        for (Move move : moves) {
            if (move.route().service().text().equals("desk")) {
                assertThatThrownBy(move::make).hasMessageContaining("CD-644");
            } else {
                move.make();
            }
        }
        assertThat(conf())
                .containsExactlyInAnyOrder("books.production.conf", "shelf.production.conf", "lamp.production.conf");
        assertThat(left()).isEmpty();
        nginx.tell("-t");
    }

    @Test
    void whatIsOlderThanWhatIsInForceIsPassedOver() {
        Front newer = fronts.get(0);
        newer.flip(Colour.BLUE, 5);
        String text = text(newer);
        ready(moves(4, Colour.GREEN, NginxTogetherTest::moving));
        assertThat(text(newer)).isEqualTo(text);
        assertThat(conf()).hasSize(fronts.size());
        assertThat(newer.prove(5, Colour.BLUE)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tried", "saved", "placed", "tested", "reloaded"})
    void aKillLeavesWhatTheNextOnePutsRight(String point) {
        fronts.forEach(front -> front.flip(Colour.BLUE, 1));
        ready(moves(2, Colour.GREEN, NginxTogetherTest::moving), new DyingShell(point));
        nginx.tell("-t");
        assertThat(fronts).allSatisfy(front -> assertThat(front.ask("/").body()).startsWith("blue"));

        List<Move> moves = moves(2, Colour.GREEN, NginxTogetherTest::moving);
        ready(moves);
        moves.forEach(Move::make);
        assertThat(fronts)
                .allSatisfy(front -> assertThat(front.prove(2, Colour.GREEN)).isNotEmpty());
        assertThat(left()).isEmpty();
    }

    @Test
    void whatIsInstalledOrRefusedAloneTakesNobodyWithIt() {
        List<Move> moves = moves(1, Colour.GREEN, Front::route);
        moves.get(0).router().ready(List.of(moves.get(0)));
        assertThat(conf()).isEmpty();
        nginx.close();
        ready(moves);
        assertThat(conf()).isEmpty();
        assertThat(left()).isEmpty();
    }

    private static void ready(List<Move> moves) {
        moves.get(0).router().ready(moves);
    }

    /** By a shell that only the script goes through. */
    private void ready(List<Move> moves, HostShell shell) {
        ready(fronts.stream()
                .map(front -> new Move(
                        front.router(shell),
                        moves.get(fronts.indexOf(front)).route(),
                        moves.get(0).decision()))
                .toList());
    }

    private List<Move> moves(long generation, Colour live, Function<Front, Route> route) {
        return fronts.stream()
                .map(front -> new Move(front.router(), route.apply(front), Front.decision(generation, live)))
                .toList();
    }

    /** With another instance, so that the configuration changes too. */
    private static Route moving(Front front) {
        Address green = front.address(Colour.GREEN);
        return front.route(
                Map.of(Colour.BLUE, List.of(front.address(Colour.BLUE)), Colour.GREEN, List.of(green, green)));
    }

    private long reloads() {
        return nginx.log().lines().filter(line -> line.contains("(SIGHUP)")).count();
    }

    private String text(Front front) {
        try {
            return Files.readString(nginx.flags().resolve(front.service + ".production.conf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that nginx includes. */
    private List<String> conf() {
        return names(path -> path.toString().endsWith(".conf"));
    }

    /** What nobody needs any more. */
    private List<String> left() {
        return names(path -> path.endsWith("before") || path.endsWith("new"));
    }

    private List<String> names(Predicate<Path> wanted) {
        try (Stream<Path> all = Files.walk(nginx.flags())) {
            return all.filter(wanted).map(path -> path.getFileName().toString()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
