package dev.cdctl.cli.work;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.text.OutputSchema;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.PipelineFile;

/** {@code schema}: what editors check pipeline.yaml with, and programs what they read from cdctl. */
final class SchemaCommand implements Command {
    private static final Argument WHAT = Argument.optional(
                    "WHAT", "Of pipeline.yaml unless given; of the document of -o json; of a line of -o jsonl")
            .choices("pipeline", "answer", "line");

    @Override
    public Usage usage() {
        return Usage.of("That of pipeline.yaml is made from the same keys that cdctl validate reads.")
                .with(WHAT)
                .example("cdctl schema > schema.json")
                .example("cdctl schema answer");
    }

    @Override
    public Answer run(Invocation invocation) {
        Json.Obj schema = switch (invocation.value(WHAT).orElse("pipeline")) {
            case "answer" -> OutputSchema.answer();
            case "line" -> OutputSchema.line();
            default -> PipelineFile.schema();
        };
        return new Answer(
                "schema",
                Json.object().put("schema", schema).build(),
                JsonText.pretty(schema).lines().toList());
    }
}
