package dev.cdctl.operate;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.deploy.Uses;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.deploy.steps.Plans;
import dev.cdctl.deploy.steps.Tools;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Freeze;
import dev.cdctl.history.Stopped;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every operation on an environment works with.
 *
 * @param terms how the environment is held
 * @param manifests where the manifests of releases are found
 * @param images where the images of releases are pulled from
 * @param salt keeps the recorded digests of secrets from being guessed
 * @param project the folder of pipeline.yaml
 * @param tools what steps have done by others
 */
public record Means(
        Environment environment,
        Store store,
        Exclusive.Terms terms,
        Manifests manifests,
        Function<ReleaseManifest.Image, Software> images,
        Secrets secrets,
        Supplier<String> salt,
        Configurations configurations,
        Path project,
        Tools tools,
        Ancestry ancestry,
        Freeze freeze,
        Stopped stopped,
        Caller caller) {
    /** The name of the environment's lock: {@code books/production}. */
    public String lockName() {
        return environment.service() + "/" + environment.spec().name();
    }

    /** How the service runs as it would be deployed now: with the addresses of the services that it uses. */
    public RunSpec run() {
        return uses().given(environment.spec().run());
    }

    /** The services that it uses. */
    public Uses uses() {
        return new Uses(store, environment.spec(), caller.host());
    }

    /** Takes the lock, and ends what an earlier command left open. */
    public Exclusive hold() {
        return hold(Locks.Wait.of(terms.patience()));
    }

    /** The same, waiting in another way. */
    public Exclusive hold(Locks.Wait wait) {
        terms.ahead().run();
        Exclusive exclusive = Exclusive.on(environment, terms, wait);
        try {
            return exclusive.after(new Recovery(exclusive, candidates(), plans(exclusive.lock())).run());
        } catch (RuntimeException e) {
            exclusive.close();
            throw e;
        }
    }

    /** Passes on a deployment that ended well, after everybody was told that the environment is another now. */
    public Deployment told(Deployment ended) {
        if (ended.outcome() == Deployment.Outcome.LIVE) {
            clearStopped();
        }
        terms.listener().on(new Event.Changed(environment.describe()));
        return ended;
    }

    /** Users have the release whether this can be written or not. */
    private void clearStopped() {
        try {
            stopped.clear();
        } catch (Failure e) {
            terms.listener().on(new Event.Warning(e.problems().get(0)));
        }
    }

    public Candidates candidates() {
        return new Candidates(this);
    }

    public Plans plans(Lock lock) {
        return new Plans(environment, lock, tools, this::linked);
    }

    /** The containers that belong to the environment, as they should run today. */
    private List<Linked> linked() {
        if (environment.spec().hosts().isEmpty()) {
            return List.of();
        }
        return environment.spec().run().container().map(ContainerSpec::linked).orElse(List.of()).stream()
                .map(spec ->
                        secrets.linked(environment.service(), environment.spec().name(), spec, salt.get()))
                .toList();
    }
}
