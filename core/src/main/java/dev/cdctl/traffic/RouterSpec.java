package dev.cdctl.traffic;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import java.util.List;

/** One entry of {@code routers}; each adapter has its own. */
public interface RouterSpec {
    /** The kind of the router that comes with cdctl. */
    String EMBEDDED = "embedded";

    /** The word that chooses the adapter: {@code embedded}. */
    String kind();

    /** The names of the processes that move it, one beside each copy of it; none when commands do. */
    default List<Name> sync() {
        return List.of();
    }

    /** Where pipeline.yaml says so. */
    Origin origin();
}
