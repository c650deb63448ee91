package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Forks;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.engine.Plan;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;
import dev.cdctl.script.graph.Repetition;
import dev.cdctl.script.graph.StageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code run}: some stages, or everything from the sources to an environment. */
final class RunCommand implements Command {
    private static final Argument STAGES = Argument.optional(
                    "STAGE", "The stages to run; everything when none is named")
            .repeated();
    private static final Option FROM = Option.value("--from", "STAGE", "Begin at this stage or environment");
    private static final Option TO = Option.value("--to", "STAGE", "End after this stage or environment");

    private static final Option DRY_RUN =
            Option.flag("--dry-run", "Only show what would be done, like cdctl plan; nothing is written");

    private static final Option WITH_NEEDS =
            Option.flag("--with-needs", "Run everything that the named stages need, too");
    private static final Option JOBS =
            Option.value("--jobs", "N", "Run at most so many stages side by side; as many as there are processors");
    private static final Option NO_CACHE = Option.flag("--no-cache", "Run the stages that nothing changed for, too");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Without a stage it stamps, runs every script, packages, pushes, and deploys to each"
                                + " environment in order, up to the one of -e (the first one when none is named).",
                        "A stage that is named is run alone: what it needs is taken as it is.",
                        "A release that is live already is not deployed again.")
                .with(STAGES)
                .with(FROM, TO, WITH_NEEDS, JOBS, NO_CACHE, Repeated.REPEAT, Repeated.UNTIL_FAILURE)
                .with(Saved.PLAN, DRY_RUN, Opening.LOCK_WAIT, Opening.TIMEOUT, Opening.NEWEST_WINS, Forks.ALLOW)
                .example("cdctl run -e production")
                .example("cdctl run unit")
                .example("cdctl run unit --repeat 20")
                .example("cdctl run --from package --to push");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Building building = cdctl.building();
        Repeated repeated = new Repeated(cdctl, building, invocation);
        if (repeated.wanted()) {
            return repeated.run(STAGES, List.of(FROM, TO, WITH_NEEDS, Saved.PLAN, DRY_RUN));
        }
        Way way = way(invocation, cdctl, building);
        if (invocation.flag(DRY_RUN)) {
            return new Preview(cdctl, building).of(way, options(invocation));
        }
        if (!way.environments().isEmpty()) {
            Forks.check(invocation);
        }
        if (!way.stages().isEmpty()) {
            cdctl.run(building.plan(way.stages(), options(invocation)));
        }
        return deploy(invocation, cdctl, building, way.environments());
    }

    private static Way way(Invocation invocation, Cdctl cdctl, Building building) {
        Optional<String> saved = invocation.value(Saved.PLAN);
        if (saved.isPresent()) {
            return new Saved(cdctl, building, invocation).way(saved.get(), List.of(STAGES), List.of(FROM, TO));
        }
        List<String> stages = invocation.values(STAGES);
        if (!stages.isEmpty()
                && invocation.value(FROM).or(() -> invocation.value(TO)).isPresent()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-824", "stages are named one by one, or by --from and --to, not both")
                            .remedy("cdctl run " + String.join(" ", stages)));
        }
        return stages.isEmpty()
                ? part(Way.of(cdctl, building, invocation.environment()), building, invocation)
                : new Way(invocation.flag(WITH_NEEDS) ? building.withNeeds(stages) : stages, List.of());
    }

    /** What a part needs of the stages that it leaves out has to be there; a stage that is named takes things as they are. */
    private static Way part(Way whole, Building building, Invocation invocation) {
        Way part = whole.between(invocation.value(FROM), invocation.value(TO));
        if (!part.stages().isEmpty()) {
            building.requireNeeds(part.stages());
        }
        return part;
    }

    private static StageOptions options(Invocation invocation) {
        StageOptions usual = StageOptions.usual();
        int jobs = invocation.number(JOBS).orElse(usual.jobs());
        if (jobs < 1) {
            throw Failure.of(Failure.Kind.USAGE, Problem.of("CD-802", "--jobs takes a number from 1 on"));
        }
        return new StageOptions(jobs, !invocation.flag(NO_CACHE));
    }

    private static Answer deploy(Invocation invocation, Cdctl cdctl, Building building, List<String> environments) {
        Answer release = Answers.release("run", cdctl, building);
        List<Json> deployments = new ArrayList<>();
        List<String> lines = new ArrayList<>(release.lines());
        for (String name : environments) {
            EnvironmentSpec spec = cdctl.environment(Optional.of(new Name(name)));
            Means means = cdctl.means(spec);
            Deploy.Result result = new Deploy(means)
                    .newestWins(invocation.flag(Opening.NEWEST_WINS))
                    .run(new Deploy.Request(
                            cdctl.release(Optional.empty()),
                            Deployment.Kind.DEPLOY,
                            true,
                            false,
                            false,
                            Optional.empty(),
                            List.of()));
            deployments.add(Deployments.json(means, result));
            lines.add(Deployments.line(means, result));
        }
        Json.Builder json = Json.object();
        release.result().members().forEach(json::put);
        return new Answer("run", json.put("deployments", Json.of(deployments)).build(), lines);
    }

    /** One stage run many times, to find tests that do not end the same way each time. */
    private record Repeated(Cdctl cdctl, Building building, Invocation invocation) {
        private static final Option REPEAT =
                Option.value("--repeat", "N", "Run the one stage that is named N times and count how each test ended");
        private static final Option UNTIL_FAILURE =
                Option.flag("--until-failure", "With --repeat: stop at the first failure");

        /** Whether that is what was asked for. */
        boolean wanted() {
            return invocation.value(REPEAT).isPresent() || invocation.flag(UNTIL_FAILURE);
        }

        Answer run(Argument argument, List<Option> others) {
            List<String> stages = invocation.values(argument);
            int times = invocation.number(REPEAT).orElse(0);
            boolean more = others.stream()
                    .anyMatch(option -> option.isFlag()
                            ? invocation.flag(option)
                            : invocation.value(option).isPresent());
            if (stages.size() != 1 || times < 1 || more) {
                throw Failure.of(
                        Failure.Kind.USAGE,
                        Problem.of("CD-329", "--repeat takes a number from 1 on, and one stage, and nothing else")
                                .remedy("cdctl run unit --repeat 20"));
            }
            Repetition repetition = building.repetition(stages.get(0), times, invocation.flag(UNTIL_FAILURE));
            cdctl.run(new Plan("repeat: " + stages.get(0), List.of(repetition)));
            return new Answer(
                    "repeat",
                    repetition.json(),
                    repetition.lines(),
                    repetition.isGood() ? ExitCode.OK : ExitCode.FAILED);
        }
    }
}
