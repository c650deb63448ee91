package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.cdctl.artifact.image.TrialSpec;
import dev.cdctl.artifact.image.TrialSpec.Health;
import dev.cdctl.engine.Cancel;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is asked of one started container. */
record Trial(Connection connection, Cancel cancel, String container, TrialSpec spec) {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);

    /**
     * Asks for its health and runs its command.
     *
     * @param logs ends when the container does
     */
    void run(Output logs, Consumer<String> lines) {
        if (spec.health().isEmpty()) {
            boolean ended = logs.await(spec.timeout(), cancel);
            requireZero(ended ? Optional.of(exit()) : Optional.empty());
            return;
        }
        awaitHealth(spec.health().get());
        if (!spec.run().isEmpty()) {
            requireZero(inside(spec.run(), spec.timeout(), lines));
        }
    }

    private void requireZero(Optional<Long> exit) {
        if (exit.filter(status -> status == 0).isEmpty()) {
            String end = exit.map(status -> "exit status " + status)
                    .orElse("it took longer than " + spec.timeout().toSeconds() + " s");
            throw Failure.failed(Problem.of("CD-480", "the test of the image failed: " + end)
                    .because(String.join(" ", spec.run()))
                    .remedy("mend what the last lines say, then run it again"));
        }
    }

    private void awaitHealth(Health health) {
        long end = System.nanoTime() + health.within().toNanos();
        String seen = ask(health);
        while (!seen.isEmpty()) {
            InspectContainerResponse.ContainerState state = state();
            if (!Boolean.TRUE.equals(state.getRunning())) {
                throw unhealthy("it ended with status " + state.getExitCodeLong());
            }
            if (System.nanoTime() - end > 0) {
                throw unhealthy("after " + health.within().toSeconds() + " s: " + seen);
            }
            if (!cancel.sleep(PAUSE)) {
                cancel.check();
            }
            seen = ask(health);
        }
    }

    /** Why it is not healthy; empty when it is. */
    private String ask(Health health) {
        if (health instanceof Health.Http http) {
            return ask(http);
        }
        Health.Command command = (Health.Command) health;
        Optional<Long> exit = inside(command.words(), command.within(), line -> {});
        return exit.map(status -> status == 0 ? "" : command.words() + " ended with status " + status)
                .orElse(command.words() + " did not end");
    }

    private String ask(Health.Http health) {
        Optional<Integer> port = published(health.port());
        if (port.isEmpty()) {
            return "port " + health.port() + " is not published yet";
        }
        String machine = connection.host().machine();
        Reply reply = new Probe(ONE_ANSWER).ask(Exchange.get(Target.of(machine, port.get()), health.path()));
        return reply instanceof Reply.Answer answer && answer.isGood() ? "" : health.path() + ": " + reply.describe();
    }

    private Optional<Integer> published(int port) {
        Ports ports = inspect().getNetworkSettings().getPorts();
        return Optional.ofNullable(ports.getBindings().get(ExposedPort.tcp(port)))
                .filter(bindings -> bindings.length > 0)
                .map(bindings -> Integer.parseInt(bindings[0].getHostPortSpec()));
    }

    /** Runs a program inside the container; its exit status, when it ended in time. */
    private Optional<Long> inside(List<String> words, Duration limit, Consumer<String> lines) {
        String exec = connection.ask(
                "run a command in a container",
                client -> client.execCreateCmd(container)
                        .withCmd(words.toArray(new String[0]))
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
        Output output = new Output(lines);
        connection.slow().execStartCmd(exec).exec(output);
        boolean ended = output.await(limit, cancel);
        output.end();
        return ended
                ? connection.ask(
                        "look at a command",
                        client -> Optional.ofNullable(
                                client.inspectExecCmd(exec).exec().getExitCodeLong()))
                : Optional.empty();
    }

    private long exit() {
        return Optional.ofNullable(state().getExitCodeLong()).orElse(-1L);
    }

    private InspectContainerResponse.ContainerState state() {
        return inspect().getState();
    }

    private InspectContainerResponse inspect() {
        return connection.ask(
                "look at a container",
                client -> client.inspectContainerCmd(container).exec());
    }

    private static Failure unhealthy(String why) {
        return Failure.failed(Problem.of("CD-479", "the image did not become healthy in its test")
                .because(why)
                .remedy("mend what the last lines say, or what the test asks for"));
    }
}
