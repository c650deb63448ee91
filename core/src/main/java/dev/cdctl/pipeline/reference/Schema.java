package dev.cdctl.pipeline.reference;

import dev.cdctl.json.Json;
import dev.cdctl.pipeline.Block;

/** The JSON Schema (2020-12) of a language, for editors. */
public final class Schema {
    private Schema() {}

    /** The schema of a whole file. */
    public static Json.Obj of(Block<?> root) {
        Json.Builder schema = Json.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", root.words());
        root.schema().members().forEach(schema::put);
        return schema.build();
    }
}
