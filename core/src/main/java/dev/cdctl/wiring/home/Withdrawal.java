package dev.cdctl.wiring.home;

import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.move.Home;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.Registering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes an environment out of Consul's catalogue whose state has left Consul: nobody sees to its entries any more, and
 * after the next deployment they would tell of a release that is gone.
 */
public final class Withdrawal {
    private static final String CONSUL = "consul:";

    private final Setting setting;

    /** For whoever copies. */
    public Withdrawal(Setting setting) {
        this.setting = setting;
    }

    /**
     * Does it, unless the new store is a Consul too, in which the next deployment sees to them.
     *
     * @param from where the state was
     * @param to where it is now
     * @return the IDs of the entries that were taken out; a warning tells of those that could not be
     */
    public List<String> withdraw(Home from, String to) {
        if (!from.address().startsWith(CONSUL) || to.startsWith(CONSUL)) {
            return List.of();
        }
        Registering registering = new Registering(
                from.service(),
                from.environment(),
                KvUrl.parse(from.address()),
                setting.variables(),
                setting.secrets());
        RegisterSpec usual = new RegisterSpec(true, Optional.empty(), Duration.ofSeconds(1));
        return withdraw(registering.with(usual, this::warn), from);
    }

    private List<String> withdraw(Registrations registrations, Home from) {
        List<Entry> left = new ArrayList<>();
        List<String> out = new ArrayList<>();
        try {
            left.addAll(registrations.all());
            while (!left.isEmpty()) {
                registrations.takeOut(left.subList(0, 1));
                out.add(left.remove(0).id());
            }
        } catch (Failure e) {
            warn(remaining(from, left, e));
        }
        return out;
    }

    private static Problem remaining(Home from, List<Entry> left, Failure why) {
        String which = left.isEmpty()
                ? "which they are could not be asked"
                : left.stream().map(Entry::id).collect(Collectors.joining(", "));
        return Problem.of("CD-968", "entries of " + from.name() + " stay in the catalogue of Consul: " + which)
                .because(why.problems().get(0).what() + ": "
                        + why.problems().get(0).why())
                .remedy(
                        "repeat the same command, or take each out with `consul services deregister -id=ID` at the agent"
                                + " that holds it: nobody sees to them any more");
    }

    private void warn(Problem problem) {
        setting.listener().on(new Event.Warning(problem));
    }
}
