package dev.cdctl.adapter.ssh;

import dev.cdctl.engine.Cancel;
import dev.cdctl.state.Changes;
import dev.cdctl.state.RecordKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tells changes of an {@link SshStore} by asking its agent twice a second what its files sum up to. */
public final class SshChanges implements Changes {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Agent agent;

    /** The changes of the store that this agent keeps. */
    public SshChanges(Agent agent) {
        this.agent = agent;
    }

    @Override
    public String await(String prefix, String seen, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            String now = sum(prefix.isEmpty() ? "." : new RecordKey(prefix).text());
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (!now.equals(seen) || left <= 0) {
                return now;
            }
            pause(Math.min(left, PAUSE.toMillis()));
        }
    }

    private String sum(String folder) {
        Answer answer = agent.ask("sum", folder);
        if (!answer.isDone()) {
            throw AgentProblems.of(agent.place() + "/store/" + folder, answer);
        }
        return answer.text().strip();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
    }
}
