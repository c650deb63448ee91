package dev.cdctl.cli.work;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.version.source.ResolvedVersion;
import java.util.List;

/** {@code version}: the version of the service as it lies in the working copy. */
final class VersionCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("The first line is the version alone; how it was found is told on stderr.")
                .example("cdctl version");
    }

    @Override
    public Answer run(Invocation invocation) {
        ResolvedVersion found = Opening.cdctl(invocation).building().version();
        invocation.console().note("from " + found.how() + (found.dirty() ? ", with uncommitted changes" : ""));
        return new Answer(
                "version",
                Json.object()
                        .put("version", found.version().text())
                        .put("commit", found.commit())
                        .put("dirty", found.dirty())
                        .put("how", found.how())
                        .build(),
                List.of(found.version().text()));
    }
}
