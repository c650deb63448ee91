package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.version.stamp.Stamper;
import java.util.List;

/** {@code version-stamp}: the version in the sources. */
final class VersionStampCommand implements Command {
    private static final Option RESTORE =
            Option.flag("--restore", "Put the sources back as they were before the stamp");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Which files are stamped, and where, is said under version.stamp in pipeline.yaml.",
                        "Bytes that are not the version stay as they are; a second stamp changes nothing.")
                .with(RESTORE)
                .example("cdctl version-stamp");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Building building = cdctl.building();
        if (invocation.flag(RESTORE)) {
            Stamper.Restored restored = building.restore();
            return new Answer(
                    "version-stamp",
                    Json.object()
                            .put("restored", Json.ofTexts(restored.restored()))
                            .put("left", Json.ofTexts(restored.left()))
                            .build(),
                    List.of(restored.restored().size() + " restored"));
        }
        String version = building.version().version().text();
        if (cdctl.pipeline().version().stamps().isEmpty()) {
            return new Answer(
                    "version-stamp",
                    Json.object().put("version", version).build(),
                    List.of("pipeline.yaml names nothing to stamp"));
        }
        cdctl.run(building.plan(List.of("version-stamp")));
        return new Answer("version-stamp", Json.object().put("version", version).build(), List.of(version));
    }
}
