package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import java.util.function.Consumer;

/** Starts the live instances that do not run, in their places. There is nothing to undo: they should run. */
public final class RaiseStep implements Step {
    private final Candidate live;
    private final Launch launch;

    public RaiseStep(Environment environment, Candidate live) {
        this.live = live;
        this.launch = new Launch(environment, live);
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String describe() {
        return "start what is missing of " + live.release().version() + " in "
                + live.colour().word();
    }

    @Override
    public boolean done() {
        return launch.running(RaiseStep::keepsRunning).size() == launch.count(RaiseStep::keepsRunning);
    }

    @Override
    public String run(Consumer<String> progress) {
        int before = launch.running(RaiseStep::keepsRunning).size();
        int all = launch.start(RaiseStep::keepsRunning).size();
        return Words.count(all - before, "instance");
    }

    private static boolean keepsRunning(RoleSpec role) {
        return role.kind() != RoleSpec.Kind.JOB;
    }
}
