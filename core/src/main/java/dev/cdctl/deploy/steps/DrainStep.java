package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Drain;
import dev.cdctl.traffic.Router;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Waits until nothing is under way to a colour that gets no new requests, or the limit is reached. */
final class DrainStep implements Step {
    /** What ends next has its own time to end in, and both have to fit in the 8 s that a CI server gives. */
    private static final Duration HURRIED = Duration.ofSeconds(2);

    private final Environment environment;
    private final Colour colour;
    private final Duration hurried;

    DrainStep(Environment environment, Colour colour) {
        this(environment, colour, Duration.ZERO);
    }

    private DrainStep(Environment environment, Colour colour, Duration hurried) {
        this.environment = environment;
        this.colour = colour;
        this.hurried = hurried;
    }

    /** Of a colour whose instances are ended next: a wish to stop leaves its requests a little time all the same. */
    static DrainStep beforeTheEnd(Environment environment, Colour colour) {
        return new DrainStep(environment, colour, HURRIED);
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
        List<Router> routers =
                environment.entrances().stream().map(Entrance::router).toList();
        Drain.Patience patience = new Drain.Patience(environment.spec().drain(), hurried);
        return new Drain(routers, colour, environment.cancel()).await(patience, this::answers, progress);
    }

    /** A host that cannot be asked may have instances that answer. */
    private boolean answers() {
        Machines.Observed seen = environment
                .machine()
                .observed(environment.service(), environment.spec().name());
        return !seen.unseen().isEmpty()
                || seen.instances().stream()
                        .filter(instance -> instance.slot().colour() == colour)
                        .anyMatch(instance ->
                                instance.pid() != 0 && instance.address().isPresent());
    }
}
