package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.host.Host;
import dev.cdctl.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts what the release runs from on every host: archives are unpacked and images pulled, by their digests. */
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
        new OnEachHost(environment.hosts()).run(host -> {
            List<Digest> placed = new ArrayList<>();
            for (RoleSpec role : candidate.run().roles()) {
                Digest digest = candidate.software().apply(role).digest();
                if (!placed.contains(digest)) {
                    software(environment, candidate, role, host);
                    placed.add(digest);
                }
            }
        });
        return "";
    }

    /** What instances of that role are started from; it is fetched first when it is not there. */
    static Software software(Environment environment, Candidate candidate, RoleSpec role, Host host) {
        return environment
                .machine()
                .on(host)
                .place(
                        environment.service(),
                        environment.spec().name(),
                        candidate.software().apply(role));
    }
}
