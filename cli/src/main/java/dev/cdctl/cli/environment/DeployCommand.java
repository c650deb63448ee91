package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
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
    private static final Option REPLACE_LINKED = Option.value(
                    "--replace-linked", "NAME", "Put a new container in the place of this linked one; its volumes stay")
            .repeated();

    private static final Option KEEP = Option.flag(
            "--keep", "When it fails, leave what was started running beside the live release, to be looked at");

    @Override
    public Usage usage() {
        return Usage.of(
                        "The release is started in the idle colour, checked, made live, proven and watched; when"
                                + " anything goes wrong the environment is as it was.",
                        "What is live already is not deployed again.")
                .with(RELEASE, NO_FLIP, ALLOW_OLDER, DESPITE_FREEZE, REPEAT_JOB, REPLACE_LINKED, KEEP)
                .with(Opening.LOCK_WAIT, Opening.TIMEOUT, Opening.NEWEST_WINS)
                .example("cdctl deploy -e production")
                .example("cdctl deploy -e production --release 1.4.2");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.means(cdctl.environment(invocation.environment()));
        List<Name> jobs = jobs(means, invocation.values(REPEAT_JOB));
        List<Name> linked = linked(means, invocation.values(REPLACE_LINKED));
        Deploy.Result result = new Deploy(means)
                .replacing(linked)
                .newestWins(invocation.flag(Opening.NEWEST_WINS))
                .keeping(invocation.flag(KEEP))
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
        return chosen(
                REPEAT_JOB,
                named,
                means.environment().spec().run().roles().stream()
                        .filter(role -> role.kind() == RoleSpec.Kind.JOB)
                        .map(RoleSpec::name)
                        .toList());
    }

    private static List<Name> linked(Means means, List<String> named) {
        return chosen(
                REPLACE_LINKED,
                named,
                means.environment().spec().run().container().map(ContainerSpec::linked).orElse(List.of()).stream()
                        .map(LinkedSpec::name)
                        .toList());
    }

    private static List<Name> chosen(Option option, List<String> named, List<Name> known) {
        return named.stream()
                .map(text -> known.stream()
                        .filter(name -> name.text().equals(text))
                        .findFirst()
                        .orElseThrow(() -> unknown(option, text, known)))
                .toList();
    }

    private static Failure unknown(Option option, String text, List<Name> known) {
        String names = known.stream().map(Name::text).collect(Collectors.joining(", "));
        String what = option == REPEAT_JOB ? "job" : "linked container";
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-802", "'" + text + "' is not a value of " + option.name())
                        .because(names.isEmpty() ? "pipeline.yaml has no " + what : "the " + what + "s are " + names));
    }
}
