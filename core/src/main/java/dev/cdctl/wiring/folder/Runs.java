package dev.cdctl.wiring.folder;

import dev.cdctl.history.History;
import dev.cdctl.language.Pipeline;
import java.nio.file.Path;
import java.time.Instant;

/** The folder of this run's logs: {@code .cdctl/runs/<run id>} beside pipeline.yaml. */
public final class Runs {
    /** One process is one run. */
    private static final String ID = History.newId(Instant.now());

    private Runs() {}

    public static String id() {
        return ID;
    }

    public static Path folder(Pipeline pipeline) {
        return pipeline.folder().resolve(".cdctl").resolve("runs").resolve(ID);
    }
}
