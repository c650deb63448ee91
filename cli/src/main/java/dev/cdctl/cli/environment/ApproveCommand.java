package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.artifact.Evidence;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Changes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code approve}: a person says that a release may go there. */
final class ApproveCommand implements Command {
    private static final Option RELEASE =
            Option.value("--release", "VERSION", "The release, by version or digest; the packaged one when left out");

    @Override
    public Usage usage() {
        return Usage.of(
                        "The approval is bound to the release's digest and lies beside it in the repository.",
                        "The commits between what is live and the release are shown first.")
                .with(RELEASE)
                .example("cdctl approve -e production --release 1.4.2");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        Cdctl cdctl = Opening.cdctl(invocation);
        ReleaseManifest manifest = cdctl.release(invocation.value(RELEASE));
        String environment = means.environment().spec().name().text();
        List<String> commits =
                Changes.between(means, manifest.release(), cdctl.building().tree());
        commits.forEach(invocation.console()::note);
        invocation.confirm("approve " + manifest.release().brief() + " for " + environment, environment);
        Evidence evidence = new Evidence(
                Evidence.What.APPROVED,
                Optional.of(means.environment().spec().name()),
                means.caller().who(),
                Instant.now(),
                means.caller().job(),
                manifest.release().digest());
        cdctl.repository().attest(manifest, evidence.toJson());
        List<String> lines = new ArrayList<>(List.of(manifest.release().brief() + " is approved for " + environment
                + " by " + means.caller().who()));
        return new Answer(
                "approve",
                Json.object()
                        .put("environment", environment)
                        .put("version", manifest.version().text())
                        .put("digest", manifest.release().digest().toString())
                        .put("who", means.caller().who())
                        .put("commits", Json.ofTexts(commits))
                        .build(),
                lines);
    }
}
