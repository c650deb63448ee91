package dev.cdctl.deploy.health;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The way of one instance to health. Used by one thread. */
final class Watch {
    private static final int LAST_LINES = 20;
    private final Machine machine;
    private final Instance instance;
    private final HealthSpec spec;
    private final ExecutorService askers;
    private final Consumer<String> progress;
    private long start = System.nanoTime();
    private long nextAt = start;
    private Optional<Future<HealthAnswer>> asked = Optional.empty();
    private String last = "nothing was answered yet";
    private int answers;
    private int goodAnswers;
    private int good;
    private int wrong;

    Watch(Machine machine, HealthCheck.Subject subject, ExecutorService askers, Consumer<String> progress) {
        this.machine = machine;
        this.instance = subject.instance();
        this.spec = subject.spec();
        this.askers = askers;
        this.progress = progress;
    }

    /**
     * Looks once, and asks when it is time to.
     *
     * @throws Failure failed, when it will not become healthy any more
     */
    boolean isHealthy() {
        Optional<HealthAnswer> answer = answered();
        // After the answer: another process may answer on the port of one that has ended.
        machine.exit(instance).ifPresent(this::fail);
        answer.ifPresent(this::count);
        if (good >= spec.times()) {
            return true;
        }
        if (wrong >= spec.times()) {
            throw wrongVersion();
        }
        if (isLate()) {
            throw late();
        }
        askWhenDue();
        return false;
    }

    /**
     * The machine may take longer to say whether it runs than the service has to answer: the time begins with the first
     * question, and an answer that is there already is heard.
     */
    private boolean isLate() {
        boolean wasAsked = answers > 0 || asked.isPresent();
        return wasAsked
                && asked.filter(Future::isDone).isEmpty()
                && System.nanoTime() - start >= spec.within().toNanos();
    }

    String brief() {
        return instance.slot().brief();
    }

    String lastSeen() {
        return last;
    }

    private void askWhenDue() {
        long now = System.nanoTime();
        if (asked.isEmpty() && now >= nextAt) {
            start = answers == 0 ? now : start;
            asked = Optional.of(askers.submit(() -> HealthAnswer.of(machine, instance, spec)));
        }
    }

    private Optional<HealthAnswer> answered() {
        if (asked.isEmpty() || !asked.get().isDone()) {
            return Optional.empty();
        }
        try {
            HealthAnswer answer = asked.get().get();
            asked = Optional.empty();
            nextAt = System.nanoTime() + spec.every().toNanos();
            return Optional.of(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private void count(HealthAnswer answer) {
        boolean isGood = answer.verdict() == HealthAnswer.Verdict.GOOD;
        answers++;
        goodAnswers += isGood ? 1 : 0;
        good = isGood ? good + 1 : 0;
        wrong = answer.verdict() == HealthAnswer.Verdict.WRONG_VERSION ? wrong + 1 : 0;
        String seen = answer.text() + (good > 0 ? ", " + good + " of " + spec.times() : "");
        if (!seen.equals(last)) {
            progress.accept(brief() + ": " + seen);
        }
        last = seen;
    }

    private void fail(Machine.Exit exit) {
        String how = exit instanceof Machine.Exit.Code code
                ? "ended with " + code.words() + " before it was healthy"
                : "is gone before it was healthy, and nobody saw how it ended";
        throw Failure.failed(
                Problem.of("CD-514", brief() + " " + how).because(lastLines()).remedy(seeTheLog()));
    }

    private Failure wrongVersion() {
        return Failure.failed(Problem.of("CD-516", brief() + " is not " + instance.version())
                .because(last + "; " + instance.version() + " was started")
                .remedy("check what the build puts into the archive, and that it says the version it was built as"));
    }

    private Failure late() {
        return Failure.failed(Problem.of(
                        "CD-515",
                        brief() + " was not healthy within " + spec.within().toMillis() / 1000.0 + " s")
                .because(comesAndGoes() + "the last answer: " + last + "; " + lastLines())
                .remedy(seeTheLog() + "; where it only is slow, raise health.within"));
    }

    private String comesAndGoes() {
        return goodAnswers == 0
                ? ""
                : goodAnswers + " of " + answers + " answers were good, and never " + spec.times() + " in a row; ";
    }

    private String lastLines() {
        List<String> lines = machine.tail(instance, LAST_LINES);
        return lines.isEmpty() ? "it wrote nothing" : "its last lines:\n" + String.join("\n", lines);
    }

    private String seeTheLog() {
        return "see " + machine.log(instance);
    }
}
