package dev.cdctl.traffic;

import dev.cdctl.model.Origin;

/** One entry of {@code routers}; each adapter has its own. */
public interface RouterSpec {
    /** The kind of the router that comes with cdctl. */
    String EMBEDDED = "embedded";

    /** The word that chooses the adapter: {@code embedded}. */
    String kind();

    /** Where pipeline.yaml says so. */
    Origin origin();
}
