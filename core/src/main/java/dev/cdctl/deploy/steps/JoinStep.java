package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.host.Host;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Lets the hosts of today's list serve the live release, and no others; its instances are well there by then. */
final class JoinStep implements Step {
    private final Environment environment;
    private final Candidate live;

    JoinStep(Environment environment, Candidate live) {
        this.environment = environment;
        this.live = live;
    }

    @Override
    public String name() {
        return "join";
    }

    @Override
    public String describe() {
        return "serve it on " + environment.hosts().stream().map(Host::toString).collect(Collectors.joining(", "))
                + " alone";
    }

    @Override
    public boolean done() {
        return environment.roster().isSettled(live.deployment(), environment.hosts());
    }

    @Override
    public String run(Consumer<String> progress) {
        List<String> known = environment.decisions().read().stream()
                .flatMap(decision -> decision.releases().values().stream())
                .map(Decision.Placed::deployment)
                .toList();
        environment.roster().serve(live.deployment(), environment.hosts(), known);
        return "";
    }
}
