package dev.cdctl.script;

import dev.cdctl.json.Json;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Reading;
import dev.cdctl.pipeline.Types;
import java.util.Optional;

/**
 * A stage that another one needs.
 *
 * @param origin where its name was written
 */
public record Needed(Name name, Origin origin) {
    /** How it is written: by its name. */
    static final class Type implements dev.cdctl.pipeline.Type<Needed> {
        private final dev.cdctl.pipeline.Type<Name> name = Types.name();

        @Override
        public Optional<Needed> read(Node node, Reading reading) {
            return name.read(node, reading).map(found -> new Needed(found, node.origin()));
        }

        @Override
        public Json.Obj schema() {
            return name.schema();
        }

        @Override
        public String words() {
            return name.words();
        }
    }
}
