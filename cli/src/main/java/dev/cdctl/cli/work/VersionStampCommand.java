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
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;

/** {@code version-stamp}: the version in the sources. */
final class VersionStampCommand implements Command {
    private static final Option RESTORE =
            Option.flag("--restore", "Put the sources back as they were before the stamp");
    private static final Option CHECK =
            Option.flag("--check", "Only tell what is not stamped, and end with 1 then; nothing is written");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Which files are stamped, and where, is said under version.stamp in pipeline.yaml.",
                        "Bytes that are not the version stay as they are; a second stamp changes nothing.")
                .with(CHECK)
                .with(RESTORE)
                .example("cdctl version-stamp");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Building building = cdctl.building();
        if (invocation.flag(RESTORE)) {
            return restored(invocation, building);
        }
        String version = building.version().version().text();
        if (cdctl.pipeline().version().stamps().isEmpty()) {
            return new Answer(
                    "version-stamp",
                    Json.object().put("version", version).build(),
                    List.of("pipeline.yaml names nothing to stamp"));
        }
        if (invocation.flag(CHECK)) {
            int files = building.checkStamp();
            return new Answer(
                    "version-stamp",
                    Json.object().put("version", version).put("files", files).build(),
                    List.of(files + (files == 1 ? " file says " : " files say ") + version));
        }
        cdctl.run(building.plan(List.of("version-stamp")));
        return new Answer("version-stamp", Json.object().put("version", version).build(), List.of(version));
    }

    private static Answer restored(Invocation invocation, Building building) {
        if (invocation.flag(CHECK)) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-805", "--check and --restore were given together")
                            .remedy("give one of them"));
        }
        List<String> restored = building.restore();
        return new Answer(
                "version-stamp",
                Json.object().put("restored", Json.ofTexts(restored)).build(),
                List.of(restored.size() + " restored"));
    }
}
