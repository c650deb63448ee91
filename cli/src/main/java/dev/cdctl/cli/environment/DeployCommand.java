package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;
import java.util.List;
import java.util.stream.Collectors;

/** {@code deploy}: a release goes live beside the old one. */
final class DeployCommand implements Command {
    private static final Option RELEASE =
            Option.value("--release", "VERSION", "A pushed release, by version or digest, instead of the packaged one");
    private static final Option NO_FLIP = Option.flag("--no-flip", "Start and check it, but do not make it live");
    static final Option ALLOW_OLDER =
            Option.flag("--allow-older", "Deploy even what is older than the live release, or not comparable");
    static final Option DESPITE_FREEZE = Option.value(
            "--despite-freeze", "REASON", "Deploy although the environment is frozen; the reason is recorded");
    private static final Option REPEAT_JOB = Option.value(
                    "--repeat-job", "ROLE", "Run this job again although nobody knows how it ended")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of(
                        "The release is started in the idle colour, checked, made live, proven and watched; when anything"
                                + " goes wrong the environment is as it was.",
                        "What is live already is not deployed again.")
                .with(RELEASE, NO_FLIP, ALLOW_OLDER, DESPITE_FREEZE, REPEAT_JOB, Opening.LOCK_WAIT)
                .example("cdctl deploy -e production")
                .example("cdctl deploy -e production --release 1.4.2");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.means(cdctl.environment(invocation.environment()));
        List<Name> jobs = jobs(means, invocation.values(REPEAT_JOB));
        Deploy.Result result = new Deploy(means)
                .run(new Deploy.Request(
                        cdctl.release(invocation.value(RELEASE)),
                        Deployment.Kind.DEPLOY,
                        !invocation.flag(NO_FLIP),
                        false,
                        invocation.flag(ALLOW_OLDER),
                        invocation.value(DESPITE_FREEZE),
                        jobs));
        return Deployments.answer("deploy", means, result);
    }

    private static List<Name> jobs(Means means, List<String> named) {
        List<Name> jobs = means.environment().spec().run().roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.JOB)
                .map(RoleSpec::name)
                .toList();
        return named.stream()
                .map(text -> jobs.stream()
                        .filter(job -> job.text().equals(text))
                        .findFirst()
                        .orElseThrow(() -> noJob(text, jobs)))
                .toList();
    }

    private static Failure noJob(String text, List<Name> jobs) {
        String known = jobs.stream().map(Name::text).collect(Collectors.joining(", "));
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-802", "'" + text + "' is not a value of " + REPEAT_JOB.name())
                        .because(known.isEmpty() ? "pipeline.yaml has no job" : "the jobs are " + known));
    }
}
