package dev.cdctl.cli.work;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** {@code validate}: all problems of pipeline.yaml, or that there are none. */
final class ValidateCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("Tells all problems at once and exits with 3 when there are any.")
                .example("cdctl validate -f pipeline.yaml");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Pipeline pipeline = cdctl.pipeline();
        List<Problem> oversized = cdctl.oversized();
        if (!oversized.isEmpty()) {
            throw Failure.of(Failure.Kind.INVALID, oversized);
        }
        List<String> environments =
                pipeline.environments().stream().map(spec -> spec.name().text()).toList();
        List<String> lines = new ArrayList<>();
        lines.add(invocation.pipeline() + " has no problem: " + pipeline.service() + ", to "
                + String.join(", then ", environments));
        pipeline.remarks().forEach(remark -> lines.add("note: " + remark));
        Json.Builder json =
                Json.object().put("service", pipeline.service().text()).put("environments", Json.ofTexts(environments));
        if (!pipeline.remarks().isEmpty()) {
            json.put("remarks", Json.ofTexts(pipeline.remarks()));
        }
        return new Answer("validate", json.build(), lines);
    }
}
