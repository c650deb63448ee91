package dev.cdctl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes of one proxy that come while another one is made. */
class GateTest {
    private static final int MANY = 20;

    private final Gate gate = new Gate();
    private final List<Integer> together = new ArrayList<>();
    private final List<Integer> made = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Test
    void thoseThatCameMeanwhileAreMadeReadyTogetherAndEachIsMadeOnce() throws Exception {
        CompletableFuture<Void> first = pass(0);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        List<CompletableFuture<Void>> others =
                IntStream.rangeClosed(1, MANY).mapToObj(this::pass).toList();
        awaitArrived(MANY);
        mayEnd.countDown();
        first.get(10, TimeUnit.SECONDS);
        for (CompletableFuture<Void> one : others) {
            one.get(10, TimeUnit.SECONDS);
        }
        assertThat(together).as("one that comes alone has nothing to share").containsExactly(MANY);
        assertThat(made).hasSize(MANY + 1).doesNotHaveDuplicates().startsWith(0);
    }

    @Test
    void oneThatFailsLetsTheNextOneThrough() throws Exception {
        mayEnd.countDown();
        CompletableFuture<Void> bad = pass(-1);
        assertThat(bad).failsWithin(Duration.ofSeconds(10));
        pass(1).get(10, TimeUnit.SECONDS);
        assertThat(made).containsExactly(1);
    }

    private CompletableFuture<Void> pass(int number) {
        Route route = Bench.route(
                new Place(new Name("s"), new Name("local"), new Name("lb1")), new Address("127.0.0.1", 1), Bench.BOTH);
        Move move = new Move(new Numbered(number), route, Bench.decision(1, Colour.BLUE));
        return CompletableFuture.runAsync(() -> gate.pass(move), work -> new Thread(work).start());
    }

    private void awaitArrived(int count) throws InterruptedException {
        for (int i = 0; i < 1_000 && gate.arrived() < count; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(gate.arrived()).isEqualTo(count);
    }

    /** The first one waits until it may end; a negative one fails. */
    private final class Numbered implements Router {
        private final int number;

        private Numbered(int number) {
            this.number = number;
        }

        @Override
        public String describe() {
            return "router " + number;
        }

        @Override
        public void check(Route route) {}

        @Override
        public Optional<Decision> observe() {
            return Optional.empty();
        }

        @Override
        public void apply(Route route, Decision decision) {
            begun.countDown();
            if (number < 0) {
                throw Failure.unreachable(Problem.of("CD-602", "it cannot be reached"));
            }
            try {
                assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            made.add(number);
        }

        @Override
        public void ready(List<Move> moves) {
            together.add(moves.size());
        }

        @Override
        public Map<String, String> probe(long generation) {
            return Map.of();
        }

        @Override
        public Map<Colour, Traffic> traffic() {
            return Map.of();
        }

        @Override
        public void remove() {}
    }
}
