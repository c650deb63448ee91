package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way from the sources to an environment: stages first, then environments. */
record Way(List<String> stages, List<String> environments) {
    Way {
        stages = List.copyOf(stages);
        environments = List.copyOf(environments);
    }

    /** The whole way to that environment, to the first one when none is named. */
    static Way of(Cdctl cdctl, Building building, Optional<Name> environment) {
        Name last = cdctl.environment(environment).name();
        List<String> environments = new ArrayList<>();
        for (EnvironmentSpec spec : cdctl.pipeline().environments()) {
            environments.add(spec.name().text());
            if (spec.name().equals(last)) {
                break;
            }
        }
        return new Way(building.stages(), environments);
    }

    /**
     * The part of it that begins and ends there.
     *
     * @throws Failure usage, when one of them is not on the way
     */
    Way between(Optional<String> from, Optional<String> to) {
        List<String> all = new ArrayList<>(stages);
        all.addAll(environments);
        int first = from.map(name -> index(all, name)).orElse(0);
        int last = to.map(name -> index(all, name)).orElse(all.size() - 1);
        if (first > last) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-824", "'" + all.get(first) + "' comes after '" + all.get(last) + "'")
                            .because("the way is " + String.join(", ", all)));
        }
        List<String> part = all.subList(first, last + 1);
        return new Way(
                stages.stream().filter(part::contains).toList(),
                environments.stream().filter(part::contains).toList());
    }

    private static int index(List<String> all, String name) {
        int index = all.indexOf(name);
        if (index < 0) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-824", "'" + name + "' is not on the way")
                            .because("the way is " + String.join(", ", all))
                            .remedy(Nearest.question(name, all)));
        }
        return index;
    }
}
