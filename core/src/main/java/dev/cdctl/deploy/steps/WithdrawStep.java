package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.steps.start.Words;
import dev.cdctl.engine.Step;
import java.util.function.Consumer;

/** Takes every entry of an environment out of the catalogue, before its instances end. */
final class WithdrawStep implements Step {
    private final Registrations registrations;

    WithdrawStep(Registrations registrations) {
        this.registrations = registrations;
    }

    @Override
    public String name() {
        return "withdraw";
    }

    @Override
    public String describe() {
        return "take every instance out of the catalogue of Consul";
    }

    @Override
    public boolean done() {
        return registrations.all().isEmpty();
    }

    @Override
    public String run(Consumer<String> progress) {
        return Words.count(registrations.withdraw(entry -> true).size(), "instance");
    }
}
