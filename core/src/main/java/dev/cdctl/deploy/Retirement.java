package dev.cdctl.deploy;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ends instances, and never one that a router points at. */
public final class Retirement {
    private static final int AT_ONCE = 16;

    private final Environment environment;

    /** For the instances of that environment. */
    public Retirement(Environment environment) {
        this.environment = environment;
    }

    /**
     * Ends these instances, all at the same time, and returns when they are gone.
     *
     * @return the instances that had to be killed because they did not end in time
     * @throws Failure needs a person, when a router points at one of them; then none was ended
     */
    public List<Instance> end(List<Instance> instances, Duration patience) {
        instances.stream().map(instance -> instance.slot().colour()).distinct().forEach(this::refuseServing);
        instances.forEach(this::refuseDecided);
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Boolean>> stops = instances.stream()
                    .map(instance -> workers.submit(() -> environment.machine().stop(instance, patience)))
                    .toList();
            return java.util.stream.IntStream.range(0, stops.size())
                    .filter(i -> !Waiting.on(stops.get(i)))
                    .mapToObj(instances::get)
                    .toList();
        } finally {
            workers.shutdownNow();
        }
    }

    private void refuseServing(Colour colour) {
        for (Entrance entrance : environment.entrances()) {
            if (entrance.router().mayServe(colour)) {
                Problem refused = Problem.of(
                        "CD-572",
                        "the " + colour.word() + " instances cannot be stopped: "
                                + entrance.router().describe() + " points at them");
                throw Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        entrance.router()
                                .doubt()
                                .map(doubt -> refused.because(doubt.what() + ": " + doubt.why())
                                        .remedy(doubt.remedy()))
                                .orElseGet(() -> refused.because(behind(entrance))
                                        .remedy("look with `cdctl status`; `cdctl resume` brings the router to the"
                                                + " decision")));
            }
        }
    }

    private String behind(Entrance entrance) {
        return "it serves generation "
                + entrance.router().observe().map(Decision::generation).orElse(0L) + ", "
                + environment.decisions().generation() + " is decided";
    }

    /** A router that does not answer now may serve the decision again in a moment. */
    private void refuseDecided(Instance instance) {
        boolean live = environment
                .decisions()
                .read()
                .flatMap(Decision::live)
                .filter(placed -> placed.deployment().equals(instance.deployment()))
                .isPresent();
        if (live && instance.address().isPresent()) {
            throw Failure.of(
                    Failure.Kind.NEEDS_PERSON,
                    Problem.of("CD-572", instance.slot().brief() + " cannot be stopped: it is decided to be live")
                            .remedy("look with `cdctl status`; `cdctl resume` brings the routers to the decision"));
        }
    }
}
