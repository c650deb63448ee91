package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks every web instance for the paths that the pipeline names, once each, so that users do not meet it cold. What it
 * answers is told, but does not matter: that is for health and verify to judge.
 */
public final class WarmUpStep implements Step {
    private final Environment environment;
    private final Candidate candidate;

    public WarmUpStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public String describe() {
        return "warm up " + candidate.colour().word();
    }

    @Override
    public String run(Consumer<String> progress) {
        List<String> answers = new ArrayList<>();
        for (RoleSpec role : candidate.roles(role -> !role.warmUp().isEmpty()).toList()) {
            new Launch(environment, candidate)
                    .placed(role::equals)
                    .forEach(
                            instance -> instance.address().ifPresent(address -> ask(role, address, answers, progress)));
        }
        return String.join(", ", answers);
    }

    private void ask(RoleSpec role, Address address, List<String> answers, Consumer<String> progress) {
        Probe probe = new Probe(role.health().timeout());
        for (String path : role.warmUp()) {
            Reply reply = probe.ask(Exchange.get(Target.of(address.host(), address.port()), path));
            progress.accept(path + ": " + reply.describe());
            answers.add(path + " " + reply.describe());
        }
    }
}
