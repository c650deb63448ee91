package dev.cdctl.deploy;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.deploy.spec.UseSpec;
import dev.cdctl.history.Listing;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.state.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of the other services that an environment uses, as the catalogue of its store has them now.
 *
 * @param computer this one's name
 */
public record Uses(Store store, EnvironmentSpec environment, String computer) {
    /** That run block with what is known of them among its variables; one that it has already stays. */
    public RunSpec given(RunSpec run) {
        Map<String, EnvValue> env = new LinkedHashMap<>(run.env());
        looked().forEach(use -> {
            Optional<Listing> listing = listing(use);
            if (objection(use, listing).isEmpty()) {
                env.put(use.variable(), new EnvValue.Plain(url(listing.orElseThrow())));
            }
        });
        return with(run, env);
    }

    /** Why instances are given no address of some of them. */
    public List<Problem> missing() {
        return looked().stream()
                .flatMap(use -> objection(use, listing(use)).stream())
                .toList();
    }

    /** Where instances that run as then are told of another address than they would be told now. */
    public List<String> moved(RunSpec then, RunSpec now) {
        List<String> moved = new ArrayList<>();
        for (UseSpec use : looked()) {
            Optional<EnvValue> before = Optional.ofNullable(then.env().get(use.variable()));
            Optional<EnvValue> after = Optional.ofNullable(now.env().get(use.variable()));
            if (!before.equals(after)) {
                moved.add("the address of " + use + " changed: " + use.variable() + " was " + words(before)
                        + ", and would be " + words(after));
            }
        }
        return moved;
    }

    /** The run block of now with the addresses that were given then, so that what else differs can be seen. */
    public RunSpec unmoved(RunSpec then, RunSpec now) {
        Map<String, EnvValue> env = new LinkedHashMap<>(now.env());
        for (UseSpec use : looked()) {
            env.remove(use.variable());
            Optional.ofNullable(then.env().get(use.variable())).ifPresent(value -> env.put(use.variable(), value));
        }
        return with(now, env);
    }

    /** Those whose variable pipeline.yaml does not set itself. */
    private List<UseSpec> looked() {
        return environment.uses().stream()
                .filter(use -> !environment.run().env().containsKey(use.variable()))
                .toList();
    }

    private static RunSpec with(RunSpec run, Map<String, EnvValue> env) {
        return new RunSpec(run.roles(), run.archive(), env, run.config(), run.stopTimeout(), run.container());
    }

    private static String words(Optional<EnvValue> value) {
        return value.map(known -> known instanceof EnvValue.Plain plain ? plain.text() : "a secret")
                .orElse("not given");
    }

    private Optional<Listing> listing(UseSpec use) {
        return Listing.read(store, Listing.key(use.service(), in(use)));
    }

    private Name in(UseSpec use) {
        return use.environment().orElse(environment.name());
    }

    private Optional<Problem> objection(UseSpec use, Optional<Listing> listing) {
        String name = use.service() + " in " + in(use);
        if (listing.isEmpty() || listing.get().doors().isEmpty()) {
            return Optional.of(Problem.of("CD-860", "there is no " + name + " that could be used")
                    .because(
                            listing.isEmpty()
                                    ? "nothing was ever deployed there, as far as the state of this environment knows"
                                    : "no proxy leads to it")
                    .remedy("deploy it first; until then instances are not given " + use.variable()));
        }
        if (isOfOneComputer(listing.get()) && !isHere(listing.get())) {
            return Optional.of(Problem.of(
                            "CD-861",
                            url(listing.get()) + " of " + name + " leads to it on "
                                    + listing.get().computer() + " alone")
                    .because(
                            environment.hosts().isEmpty()
                                    ? "this computer is " + computer
                                    : "in a container it is the container itself")
                    .remedy("give it a `url`, or a router that listens on another address; until then instances are"
                            + " not given " + use.variable()));
        }
        return Optional.empty();
    }

    private boolean isHere(Listing listing) {
        return environment.hosts().isEmpty() && listing.computer().equals(computer);
    }

    private static boolean isOfOneComputer(Listing listing) {
        return url(listing).matches("https?://(127\\.[0-9.]+|localhost|\\[::1]|::1)([:/].*)?");
    }

    /** Without a slash at its end, so that a path can be put behind it. */
    private static String url(Listing listing) {
        return listing.doors().get(0).url().replaceFirst("/$", "");
    }
}
