package dev.cdctl.cli.supply;

import dev.cdctl.Cdctl;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.supply.key.SigningKey;
import java.util.List;
import java.util.Optional;

/** {@code sign-artifact}: a signature for a release that was pushed without it. */
final class SignArtifactCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "A push signs by itself when pipeline.yaml has a `sign` block; this is for releases of before, and"
                                + " for a second key.",
                        "The bytes in the repository are compared with their digests first.")
                .with(SupplySection.RELEASE)
                .example("cdctl sign-artifact --release 1.4.2");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        ReleaseManifest manifest = cdctl.release(invocation.value(SupplySection.RELEASE));
        Optional<SigningKey> key = cdctl.attested().sign(manifest);
        String brief = manifest.release().brief();
        return new Answer(
                "sign-artifact",
                Json.object()
                        .put("version", manifest.version().text())
                        .put("digest", manifest.release().digest().toString())
                        .put("changed", key.isPresent())
                        .put("key", key.map(used -> used.verifying().id().toString()))
                        .build(),
                List.of(key.map(used -> brief + " is signed by " + used)
                        .orElse(brief + " was signed by that key already")));
    }
}
