package dev.cdctl;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.move.Home;
import dev.cdctl.operate.move.Reopen;
import dev.cdctl.operate.move.StateCopy;
import dev.cdctl.operate.move.StateCopy.Copied;
import dev.cdctl.state.Owner;
import dev.cdctl.state.move.Move;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.home.Homes;
import dev.cdctl.wiring.home.Withdrawal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies the state of environments from one store to another, and back. */
public final class StateMoves {
    private final Setting setting;
    private final Homes homes;

    /** @param folder what a path in an address is relative to */
    public StateMoves(Setting setting, Path folder) {
        this.setting = setting;
        this.homes = new Homes(setting, folder);
    }

    /**
     * Copies one environment.
     *
     * @param from where it is; where the pipeline says unless given
     * @return empty when nothing was ever recorded of it
     * @throws IllegalArgumentException when one of the addresses is none of a store
     */
    public Optional<Copied> copy(Pipeline pipeline, EnvironmentSpec spec, Optional<String> from, String to) {
        Optional<String> source = from.or(spec::state);
        Home old = homes.of(source, pipeline.service(), spec.name());
        boolean shelved = pipeline.push().flatMap(push -> push.archives()).isEmpty();
        homes.requireFound(source, Optional.of(to), old, shelved);
        Optional<Copied> copied = copy(old, to).run();
        copied.ifPresent(done -> depart(old, done));
        return copied;
    }

    /**
     * Copies every environment of every service; none when one of them cannot be copied now.
     *
     * @throws IllegalArgumentException when one of the addresses is none of a store
     */
    public List<Copied> copyAll(String from, String to) {
        List<Home> all = homes.all(Optional.of(from));
        List<Problem> problems = new ArrayList<>();
        for (Home old : all) {
            try {
                homes.requireFound(Optional.of(from), Optional.of(to), old, false);
                copy(old, to).check();
            } catch (Failure e) {
                if (e.kind() != Failure.Kind.REFUSED) {
                    throw e;
                }
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw Failure.of(Failure.Kind.REFUSED, problems);
        }
        List<Copied> copied = new ArrayList<>();
        for (Home old : all) {
            copy(old, to).run().ifPresent(done -> {
                depart(old, done);
                copied.add(done);
            });
        }
        return copied;
    }

    /**
     * Has a store be in force again for an environment that was copied out of it.
     *
     * @param at the store; that of the pipeline unless given
     * @return what the store had said until now; empty when there was nothing to do
     */
    public Optional<Move> reopen(Pipeline pipeline, EnvironmentSpec spec, Optional<String> at) {
        return new Reopen(homes.of(at.or(spec::state), pipeline.service(), spec.name()))
                .run(owner(), setting.patience());
    }

    /** Also when it had been copied before: that command may have been killed. */
    private void depart(Home old, Copied done) {
        List<String> out = new Withdrawal(setting).withdraw(old, done.to().address());
        if (!out.isEmpty()) {
            setting.listener().on(new Event.Note("taken out of Consul's catalogue: " + String.join(", ", out)));
        }
    }

    private StateCopy copy(Home old, String to) {
        Home other = homes.of(Optional.of(to), old.service(), old.environment());
        return new StateCopy(old, other, new StateCopy.Terms(owner(), setting.patience(), setting.cancel()::check));
    }

    private Owner owner() {
        return setting.owner(Callers.of(setting.variables()));
    }
}
