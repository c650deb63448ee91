package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.saved.Inputs;
import dev.cdctl.saved.SavedPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Saves the way that a plan showed, and takes it up again. */
final class Saved {
    static final Option SAVE =
            Option.value("--save", "FILE", "Save the plan, for cdctl run --plan; .cdctl/plan.json is a good place");
    static final Option PLAN =
            Option.value("--plan", "FILE", "Run what cdctl plan --save saved, unless anything has moved since");

    private final Cdctl cdctl;
    private final Building building;
    private final Invocation invocation;

    Saved(Cdctl cdctl, Building building, Invocation invocation) {
        this.cdctl = cdctl;
        this.building = building;
        this.invocation = invocation;
    }

    void save(Way way, String file) {
        Path path = invocation.folder().resolve(file);
        Inputs inputs = new Inputs(cdctl, building, invocation.variables());
        boolean fresh = !Files.exists(path);
        inputs.plan(way.stages(), way.environments()).write(path);
        try {
            inputs.requireUnseen(path);
        } catch (Failure e) {
            removeIf(fresh, path);
            throw e;
        }
    }

    /**
     * The way of a saved plan.
     *
     * @throws Failure refused, when anything has moved since
     */
    Way way(String file, List<Argument> noArguments, List<Option> noOptions) {
        SavedPlan plan = SavedPlan.read(invocation.folder().resolve(file));
        boolean more = noArguments.stream()
                        .anyMatch(argument -> !invocation.values(argument).isEmpty())
                || noOptions.stream()
                        .anyMatch(option -> invocation.value(option).isPresent());
        boolean elsewhere = invocation.environment().stream()
                .anyMatch(name -> !plan.environments().isEmpty()
                        && !name.text()
                                .equals(plan.environments()
                                        .get(plan.environments().size() - 1)));
        if (more || elsewhere) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-844", "a saved plan is run as it is")
                            .because("its stages and environments were chosen when it was saved")
                            .remedy("cdctl run --plan " + file));
        }
        plan.requireSame(new Inputs(cdctl, building, invocation.variables()).plan(plan.stages(), plan.environments()));
        return new Way(plan.stages(), plan.environments());
    }

    private static void removeIf(boolean fresh, Path path) {
        try {
            if (fresh) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
