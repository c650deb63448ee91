package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.steps.start.Words;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until nothing is under way to a colour that gets no new requests, or the limit is reached. */
final class DrainStep implements Step {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Environment environment;
    private final Colour colour;

    DrainStep(Environment environment, Colour colour) {
        this.environment = environment;
        this.colour = colour;
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String describe() {
        return "let requests to " + colour.word() + " end";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        long limit = System.nanoTime() + environment.spec().drain().toNanos();
        List<Traffic> busy = busy();
        while (!busy.isEmpty() && System.nanoTime() < limit) {
            progress.accept(words(busy));
            if (!environment.cancel().sleep(GLANCE)) {
                break;
            }
            busy = busy();
        }
        return busy.isEmpty() ? "quiet" : words(busy) + " still open, left running";
    }

    private List<Traffic> busy() {
        return environment.entrances().stream()
                .map(Entrance::router)
                .map(router -> Optional.ofNullable(router.traffic().get(colour)))
                .flatMap(Optional::stream)
                .filter(traffic -> !traffic.isQuiet())
                .toList();
    }

    private static String words(List<Traffic> busy) {
        int requests = busy.stream().mapToInt(Traffic::inFlight).sum();
        int upgraded = busy.stream().mapToInt(Traffic::upgraded).sum();
        return Words.count(requests, "request") + " and " + Words.count(upgraded, "WebSocket");
    }
}
