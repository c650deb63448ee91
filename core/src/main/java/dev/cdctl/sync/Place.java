package dev.cdctl.sync;

import dev.cdctl.model.Name;

/** One router of one environment. */
public record Place(Name service, Name environment, Name router) {
    /** Where the records of the environment are. */
    String prefix() {
        return service + "/" + environment;
    }

    /** Where those of its routers are. */
    String routers() {
        return prefix() + "/routers";
    }

    /** The record that this router's process writes. */
    String key() {
        return routers() + "/" + router;
    }

    @Override
    public String toString() {
        return service + " in " + environment;
    }
}
