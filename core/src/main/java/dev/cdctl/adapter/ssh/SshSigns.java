package dev.cdctl.adapter.ssh;

import dev.cdctl.state.form.Lease;
import dev.cdctl.state.lease.Signs;
import java.time.Duration;

/**
 * Signs of life that are kept on another computer: the holder lives as long as its session with that computer, where the
 * agent keeps a file locked. So a holder that was killed, stopped or cut off is noticed there within seconds, wherever it
 * runs, and by then it has noticed itself.
 */
public final class SshSigns implements Signs {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private final Agent agent;

    /** Signs that this agent keeps. */
    public SshSigns(Agent agent) {
        this.agent = agent;
    }

    @Override
    public String life() {
        return agent.entered().session();
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public Sign raise(String name, Lease lease) {
        return new SshSign(agent, name, stepFile(lease));
    }

    @Override
    public Shown look(String name, Lease lease) {
        String life = lease.holding().orElseThrow().life();
        Answer answer = agent.ask("look", name, stepFile(lease), life);
        return new Shown(answer.isDone(), answer.text());
    }

    /** Where the holder says at which step it is. */
    private static String stepFile(Lease lease) {
        return "step." + lease.token() + "." + lease.holding().orElseThrow().id();
    }

    /** The session itself is the sign, so there is nothing to end; the end of the command ends it. */
    private record SshSign(Agent agent, String name, String stepFile) implements Sign {
        @Override
        public void taken() {
            agent.begun().talk().tell("clear", name);
        }

        @Override
        public void step(String step) {
            agent.begun().talk().tell("at", name, stepFile, step);
        }

        @Override
        public void lower() {
            // The record says that the lock is free.
        }

        @Override
        public void clear() {
            agent.begun().talk().tell("clear", name);
        }
    }
}
