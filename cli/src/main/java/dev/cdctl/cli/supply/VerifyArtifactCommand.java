package dev.cdctl.cli.supply;

import dev.cdctl.Cdctl;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.supply.Trust;
import dev.cdctl.supply.Verification.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code verify-artifact}: every check of a pushed release, each with what was found. */
final class VerifyArtifactCommand implements Command {
    private static final Option KEY = Option.value(
                    "--key", "FILE", "A public key whose signature counts, instead of those of the environments")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of(
                        "Reads the release again from where it was pushed to, and tells every check.",
                        "Exit 5 when it is not signed by a key that counts, or something is not as it should be.")
                .with(SupplySection.RELEASE, KEY)
                .example("cdctl verify-artifact --release 1.4.2")
                .example("cdctl verify-artifact --release 1.4.2 --key release.pub");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        List<String> keys = invocation.values(KEY);
        Optional<Trust> trust = keys.isEmpty() ? Optional.empty() : Optional.of(Trust.in(invocation.folder(), keys));
        ReleaseManifest manifest = cdctl.release(invocation.value(SupplySection.RELEASE));
        List<Finding> findings = cdctl.attested().verify(manifest, trust);
        List<String> lines = new ArrayList<>();
        findings.forEach(finding ->
                lines.add((finding.right() ? "ok     " : "WRONG  ") + finding.what() + ": " + finding.result()));
        boolean right = findings.stream().allMatch(Finding::right);
        lines.add(manifest.release().brief() + (right ? " can be trusted" : " cannot be trusted"));
        Json.Obj result = Json.object()
                .put("version", manifest.version().text())
                .put("digest", manifest.release().digest().toString())
                .put("trusted", right)
                .put(
                        "checks",
                        Json.of(findings.stream()
                                .map(VerifyArtifactCommand::json)
                                .toList()))
                .build();
        return new Answer("verify-artifact", result, lines, right ? ExitCode.OK : ExitCode.REFUSED);
    }

    private static Json json(Finding finding) {
        return Json.object()
                .put("what", finding.what())
                .put("right", finding.right())
                .put("result", finding.result())
                .build();
    }
}
