package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Name;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;

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
        invocation.values(REPEAT_JOB).stream()
                .filter(Name::isValid)
                .map(Name::new)
                .forEach(means.environment().jobs()::forget);
        Deploy.Result result = new Deploy(means)
                .run(new Deploy.Request(
                        cdctl.release(invocation.value(RELEASE)),
                        Deployment.Kind.DEPLOY,
                        !invocation.flag(NO_FLIP),
                        false,
                        invocation.flag(ALLOW_OLDER),
                        invocation.value(DESPITE_FREEZE)));
        return Deployments.answer("deploy", means, result);
    }
}
