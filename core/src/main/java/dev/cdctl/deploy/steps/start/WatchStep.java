package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.host.Host;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks on for a while after the flip: an instance that ends, or answers its health question badly as often in a row as
 * it had to answer well before, brings the previous release back.
 */
public final class WatchStep implements Step {
    private static final Duration GLANCE = Duration.ofMillis(50);
    static final int TAIL = 20;

    /** One instance and what was seen of it lately. */
    private static final class Watched {
        private final Instance instance;
        private final HealthSpec spec;
        private long nextQuestion = System.nanoTime();
        private int badInARow;

        private Watched(Instance instance, HealthSpec spec) {
            this.instance = instance;
            this.spec = spec;
        }
    }

    private final Environment environment;
    private final Candidate candidate;
    /** Why an engine could not be asked. */
    private final Map<Host, String> unasked = new LinkedHashMap<>();

    private final Duration time;
    private final boolean between;

    public WatchStep(Environment environment, Candidate candidate) {
        this(environment, candidate, environment.spec().watch(), false);
    }

    private WatchStep(Environment environment, Candidate candidate, Duration time, boolean between) {
        this.environment = environment;
        this.candidate = candidate;
        this.time = time;
        this.between = between;
    }

    /** Looks on for that time between two batches; a wish to stop leaves the next ones for another command. */
    public static WatchStep between(Environment environment, Candidate candidate, Duration pause) {
        return new WatchStep(environment, candidate, pause, true);
    }

    @Override
    public String name() {
        return between ? "pause" : "watch";
    }

    @Override
    public String describe() {
        return "watch " + candidate.colour().word() + " for " + Words.seconds(time)
                + (between ? " before the next routers follow" : "");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        List<Watched> all = watched();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            for (Watched one : all) {
                alive(one);
                healthy(one);
            }
            if (!environment.cancel().sleep(GLANCE)) {
                if (between) {
                    throw environment.cancel().failure();
                }
                return "cut short";
            }
        }
        return unasked.isEmpty()
                ? "all well"
                : "all that could be asked is well; " + String.join("; ", unasked.values());
    }

    private List<Watched> watched() {
        List<Watched> all = new ArrayList<>();
        Launch launch = new Launch(environment, candidate);
        for (RoleSpec role :
                candidate.roles(role -> role.kind() != RoleSpec.Kind.JOB).toList()) {
            launch.placed(role::equals).forEach(instance -> all.add(new Watched(instance, role.health())));
        }
        return all;
    }

    private void alive(Watched one) {
        Optional<Machine.Exit> exit = ask(one, () -> environment.machine().exit(one.instance));
        if (exit.isPresent()) {
            throw Failure.failed(Problem.of(
                            "CD-545", one.instance.slot().brief() + " ended after it went live" + how(exit.get()))
                    .because(String.join("\n", environment.machine().tail(one.instance, TAIL)))
                    .remedy("the whole log is in " + environment.machine().log(one.instance)));
        }
    }

    /** {@code , with exit code 9}; empty when nobody saw it. */
    static String how(Machine.Exit exit) {
        return exit instanceof Machine.Exit.Code code ? ", with " + code.words() : "";
    }

    private void healthy(Watched one) {
        if (System.nanoTime() < one.nextQuestion) {
            return;
        }
        Optional<String> complaint = answered(one).or(() -> checked(one));
        one.nextQuestion = System.nanoTime() + one.spec.every().toNanos();
        one.badInARow = complaint.isPresent() ? one.badInARow + 1 : 0;
        if (one.badInARow >= one.spec.times()) {
            throw Failure.failed(Problem.of(
                            "CD-546", one.instance.slot().brief() + " became unhealthy after it went live")
                    .because(one.badInARow + " bad answers in a row " + complaint.orElse(""))
                    .remedy("the whole log is in " + environment.machine().log(one.instance)));
        }
    }

    /** What is wrong with its answer; nothing when nobody says what to ask, or while its machine moves it. */
    private Optional<String> answered(Watched one) {
        Optional<Address> address = address(one);
        Optional<String> path = one.spec.http();
        if (address.isEmpty() || path.isEmpty()) {
            return Optional.empty();
        }
        Target target = Target.of(address.get().host(), address.get().port());
        Reply reply = new Probe(one.spec.timeout()).ask(Exchange.get(target, path.get()));
        return reply instanceof Reply.Answer answer && answer.isGood()
                ? Optional.empty()
                : Optional.of("from http://" + address.get() + path.get() + ", the last: " + reply.describe());
    }

    /** Where it is now; where it was, when its machine cannot be asked. */
    private Optional<Address> address(Watched one) {
        Optional<Optional<Address>> told =
                ask(one, () -> Optional.of(environment.machine().at(one.instance)));
        return told.orElse(one.instance.address());
    }

    /** What its machine says against it. */
    private Optional<String> checked(Watched one) {
        return ask(
                one,
                () -> environment.machine().health(one.instance) instanceof Machine.Health.Bad bad
                        ? Optional.of("of its machine, the last: " + bad.why())
                        : Optional.empty());
    }

    /** An engine that cannot be asked is no reason to take back what answers its users; it is not asked again. */
    private <T> Optional<T> ask(Watched one, Supplier<Optional<T>> question) {
        Host host = one.instance.slot().host();
        if (unasked.containsKey(host)) {
            return Optional.empty();
        }
        try {
            return question.get();
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.UNREACHABLE) {
                throw e;
            }
            unasked.put(host, e.problems().get(0).what());
            return Optional.empty();
        }
    }
}
