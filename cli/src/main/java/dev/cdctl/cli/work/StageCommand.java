package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import java.util.List;

/** {@code build}, {@code test}, {@code package}, {@code push}: one stage by its name. */
final class StageCommand implements Command {
    private static final Option MOVE_TAG =
            Option.flag("--move-tag", "Let the tag of an image point to this one where it points to another");

    private final String stage;

    StageCommand(String stage) {
        this.stage = stage;
    }

    @Override
    public Usage usage() {
        Usage usage = Usage.of(
                        switch (stage) {
                            case "package" ->
                                "Archives and images lie in .cdctl/dist, and .cdctl/release.json says what they are.";
                            case "push" ->
                                "The same bytes again are already there; other bytes under the same version are"
                                        + " refused.";
                            default -> "The same as: cdctl run " + stage;
                        })
                .with(Opening.TIMEOUT)
                .example("cdctl " + stage);
        return stage.equals("push") ? usage.with(MOVE_TAG) : usage;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Building building = stage.equals("push") && invocation.flag(MOVE_TAG)
                ? cdctl.building().movingTags()
                : cdctl.building();
        cdctl.run(building.plan(List.of(stage)));
        return Answers.release(stage, cdctl, building);
    }
}
