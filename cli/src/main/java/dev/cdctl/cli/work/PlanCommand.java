package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.script.graph.StageOptions;

/** {@code plan}: what run would do. */
final class PlanCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Shows every step up to the environment of -e (the first one when none is named), with the commits"
                                + " between what is live and what would be, and what stands in the way.",
                        "Nothing is written, started or locked. The same for a part of the way: cdctl run --dry-run.",
                        "A plan that is saved can be run later: cdctl run --plan refuses when anything has moved since.")
                .with(Saved.SAVE)
                .example("cdctl plan -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Building building = cdctl.building();
        Way way = Way.of(cdctl, building, invocation.environment());
        Answer answer = new Preview(cdctl, building).of(way, StageOptions.usual());
        invocation.value(Saved.SAVE).ifPresent(file -> new Saved(cdctl, building, invocation).save(way, file));
        return answer;
    }
}
