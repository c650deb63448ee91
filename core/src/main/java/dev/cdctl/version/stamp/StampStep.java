package dev.cdctl.version.stamp;

import dev.cdctl.engine.Step;
import dev.cdctl.model.Version;
import dev.cdctl.version.StampSpec;
import java.util.List;
import java.util.function.Consumer;

/** Writes the version into the files that the pipeline names; undone, they are what they were. */
public final class StampStep implements Step {
    private final Stamper stamper;
    private final Version version;
    private final List<StampSpec> stamps;

    /** A stamp of that version. */
    public StampStep(Stamper stamper, Version version, List<StampSpec> stamps) {
        this.stamper = stamper;
        this.version = version;
        this.stamps = List.copyOf(stamps);
    }

    @Override
    public String name() {
        return "version-stamp";
    }

    @Override
    public String describe() {
        return "write " + version + " into the sources";
    }

    @Override
    public String run(Consumer<String> progress) {
        Stamper.Stamped stamped = stamper.stamp(version, stamps);
        return stamped.written().size() + " written, " + stamped.unchanged().size() + " had it already";
    }

    @Override
    public void undo() {
        stamper.restore();
    }
}
