package dev.cdctl.operate.change;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Runner;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Stopped;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.operate.look.LinkedHost;
import dev.cdctl.operate.look.Running;
import dev.cdctl.state.PassingJournal;
import dev.cdctl.state.Store;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stops an environment, brings it up again, and removes it. None of it changes which release is live. */
public final class Power {
    private final Means means;

    /** With these means. */
    public Power(Means means) {
        this.means = means;
    }

    /**
     * Starts what is missing of the live release and brings the routers to it; after a reboot, or after {@link #stop}.
     *
     * @throws Failure refused, when nothing was ever live
     */
    public void up() {
        HostTable.around(means, () -> {
            raised();
            return true;
        });
    }

    private void raised() {
        try (Exclusive exclusive = means.hold()) {
            Decision now = environment().decisions().read().orElseThrow(this::nothing);
            String live = now.live().map(Decision.Placed::deployment).orElseThrow(this::nothing);
            Drift.refuse(environment(), Optional.of(now));
            new LinkedHost(environment()).requireInPlace();
            raise(exclusive, live);
            environment()
                    .spec()
                    .keepWarm()
                    .ifPresent(warm -> new Expire(
                                    environment(),
                                    means.terms().journal(),
                                    means.terms().locks())
                            .overdue(warm, exclusive.lock()));
        }
    }

    /** Makes what is live whole again, on every host of today's list and on no other, while the lock is held. */
    void raise(Exclusive exclusive, String live) {
        environment().roster().note(environment().hosts());
        Candidate candidate = means.candidates().of(live, exclusive.lock().token());
        run(exclusive, "up", means.plans(exclusive.lock()).up(candidate));
        means.stopped().clear();
    }

    /** Whether all of a live deployment runs where it should, and routers know just that. */
    boolean isUp(Deployment live) {
        return Running.isWhole(environment(), live)
                && environment().roster().isSettled(live.placed(), environment().hosts());
    }

    /**
     * Ends every instance; routers answer 503 until {@link #up} or the next deployment.
     *
     * @return false when nothing was ever deployed
     */
    public boolean stop() {
        return HostTable.around(means, this::stopped);
    }

    private boolean stopped() {
        try (Exclusive exclusive = means.hold()) {
            if (exclusive.isUnknown()) {
                return false;
            }
            // What a newer cdctl wrote is refused before anything is ended.
            environment().decisions().read();
            means.stopped().set(new Stopped.Order(means.caller(), Instant.now()));
            run(exclusive, "stop", means.plans(exclusive.lock()).stop());
            return true;
        }
    }

    /** Ends every instance and forgets the environment: routes, addresses, history, files, and the lock itself. */
    public void remove() {
        try (Exclusive exclusive = means.hold()) {
            requireKnown();
            run(exclusive, "remove", means.plans(exclusive.lock()).stop());
            environment()
                    .machine()
                    .forget(environment().service(), environment().spec().name());
            environment().roster().former(environment().hosts()).forEach(new Departure(means)::clear);
            environment().entrances().forEach(entrance -> entrance.router().remove());
            environment()
                    .addresses()
                    .release(environment().service(), environment().spec().name());
            environment().decisions().remove(exclusive.lock());
            forget();
            means.tools().forget();
            exclusive.lock().forget();
        }
    }

    /** What a newer cdctl wrote is refused before anything is ended, and not when half of it is gone. */
    private void requireKnown() {
        environment().decisions().read();
        means.store().list(prefix()).forEach(means.store()::read);
    }

    private String prefix() {
        return environment().service() + "/" + environment().spec().name();
    }

    private void forget() {
        Store store = means.store();
        String prefix = prefix();
        for (String key : store.list(prefix)) {
            if (!key.startsWith(prefix + "/lock")) {
                store.read(key)
                        .ifPresent(record -> store.commit(List.of(new Store.Change.Delete(key, record.revision()))));
            }
        }
    }

    /** These plans change nothing that a kill could leave half-decided: the same command again finishes them. */
    private void run(Exclusive exclusive, String what, Plan plan) {
        Runner.Operation operation = new Runner.Operation(
                what, exclusive.lock().token(), Json.object().build());
        exclusive.runner(operation, new PassingJournal()).run(plan);
        means.terms().listener().on(new Event.Changed(environment().describe()));
    }

    private Failure nothing() {
        return Failure.refused(
                Problem.of("CD-573", "nothing is deployed to " + environment().describe() + " yet")
                        .remedy("`cdctl deploy -e " + environment().spec().name() + "` first"));
    }

    private Environment environment() {
        return means.environment();
    }
}
