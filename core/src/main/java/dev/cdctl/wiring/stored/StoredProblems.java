package dev.cdctl.wiring.stored;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.state.move.Move;
import dev.cdctl.wiring.kept.StoreAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a store gives no pipeline, and the way out.
 *
 * @param command what was going to be done: {@code status}
 */
record StoredProblems(StoreAddress address, String command) {
    private static final String FILE = "name the file instead: -f pipeline.yaml";

    Failure empty() {
        return Failure.refused(Problem.of("CD-874", "nothing is deployed that has its state in " + address.url())
                .because("its catalogue lists no service")
                .remedy("look at the prefix or the folder of the address, or " + FILE));
    }

    Failure severalServices(List<Name> services) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-871", "cdctl " + command + " needs the name of a service")
                        .because(address.url() + " has " + names(services))
                        .remedy("cdctl " + command + " -f " + address.of(services.get(0))));
    }

    Failure noService(Name service, List<Name> services) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-872", "there is no service '" + service + "' in " + address.url())
                        .because(services.isEmpty() ? "its catalogue lists none" : "it has " + names(services))
                        .remedy(nearest(service, services)));
    }

    Failure noEnvironment(Name service, Name environment, List<Name> environments) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of(
                                "CD-821",
                                "there is no environment '" + environment + "' of " + service + " in " + address.url())
                        .because("it has " + names(environments))
                        .remedy(nearest(environment, environments)));
    }

    Failure severalEnvironments(Name service, List<Name> environments) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-822", "cdctl " + command + " needs the name of an environment")
                        .because(address.url() + " has " + names(environments) + " of " + service
                                + ", which were not decided by the same pipeline.yaml")
                        .remedy("cdctl " + command + " -f " + address + " -e "
                                + environments.get(environments.size() - 1)));
    }

    Failure notRecorded(Name service, Name environment) {
        return Failure.refused(
                Problem.of("CD-873", address.url() + " has no pipeline.yaml of " + service + " in " + environment)
                        .because("an older cdctl decided there last, or the file has more than 128 kB")
                        .remedy(FILE + "; the next `cdctl deploy` by it brings it there"));
    }

    Failure moved(Move move) {
        return Failure.refused(Problem.of("CD-910", "the state is in " + move.other() + " now")
                .because("`cdctl state copy` was run by " + move.by())
                .remedy("name that store: -f "
                        + new StoreAddress(move.other(), address.service(), address.environment())));
    }

    /** What no cdctl has written. */
    Failure foreign(String key) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-711", "the record " + key + " is damaged")
                        .because("it is the pipeline.yaml of something else")
                        .remedy(FILE));
    }

    Problem elsewhere(Name service, EnvironmentSpec spec) {
        String said = spec.state().orElse("the user's own state folder");
        return Problem.of(
                        "CD-876",
                        "the state of " + service + " in " + spec.name() + " is looked for in " + address.url())
                .because("-f names it; the pipeline.yaml in it says " + said)
                .remedy("if these are not one and the same store, use the one that deployments use");
    }

    private String nearest(Name name, List<Name> known) {
        String question =
                Nearest.question(name.text(), known.stream().map(Name::text).toList());
        return question.isEmpty() ? "look with `cdctl catalogue --state " + address.url() + "`" : question;
    }

    private static String names(List<Name> names) {
        return names.stream().map(Name::text).collect(Collectors.joining(", "));
    }
}
