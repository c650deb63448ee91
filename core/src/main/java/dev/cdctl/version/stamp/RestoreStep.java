package dev.cdctl.version.stamp;

import dev.cdctl.engine.Step;
import java.util.function.Consumer;

/** Puts the sources back as they were before the stamp, so that the working copy stays as it was committed. */
public final class RestoreStep implements Step {
    private final Stamper stamper;

    /** Restores what that stamper stamped. */
    public RestoreStep(Stamper stamper) {
        this.stamper = stamper;
    }

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String describe() {
        return "put the sources back as they were";
    }

    @Override
    public String run(Consumer<String> progress) {
        Restored restored = stamper.restore();
        return restored.left().isEmpty()
                ? restored.restored().size() + " restored"
                : "left as they are, since somebody changed them: " + String.join(", ", restored.left());
    }
}
