package dev.cdctl.cli.work;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.PipelineFile;

/** {@code schema}: what editors complete and check pipeline.yaml with. */
final class SchemaCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("It is made from the same keys that cdctl validate reads.")
                .example("cdctl schema > schema.json");
    }

    @Override
    public Answer run(Invocation invocation) {
        Json.Obj schema = PipelineFile.schema();
        return new Answer(
                "schema",
                Json.object().put("schema", schema).build(),
                JsonText.pretty(schema).lines().toList());
    }
}
