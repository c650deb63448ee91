package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Puts the release folder on the machine, unpacked from the pushed archive by its digest. */
public final class FetchStep implements Step {
    private final Environment environment;
    private final Candidate candidate;

    public FetchStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "fetch";
    }

    @Override
    public String describe() {
        return "fetch " + candidate.release().brief() + " from "
                + environment.repository().describe();
    }

    @Override
    public String run(Consumer<String> progress) {
        folder(environment, candidate);
        return "";
    }

    /** The release folder; it is fetched first when it is not there. */
    static Path folder(Environment environment, Candidate candidate) {
        return environment
                .machine()
                .place(
                        environment.service(),
                        environment.spec().name(),
                        candidate.archive().digest(),
                        () -> environment.repository().open(candidate.manifest(), candidate.archive()));
    }
}
