package dev.cdctl.cli.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines.Observed;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.look.Choice;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes on what instances of all hosts write from now on, until somebody wants to stop. What starts meanwhile is
 * followed too, and a host that cannot be reached is told once and looked for again.
 */
final class Following {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final long FAREWELL_MILLIS = 500;

    private final Environment environment;
    private final Choice choice;
    private final Consumer<String> lines;
    private final Consumer<String> notes;
    private final Map<Instance, Closeable> followed = new LinkedHashMap<>();
    private final Set<String> missed = new HashSet<>();

    /**
     * Prepares it.
     *
     * @param lines takes each line, with the instance that wrote it in front
     * @param notes takes what is worth knowing besides
     */
    Following(Environment environment, Choice choice, Consumer<String> lines, Consumer<String> notes) {
        this.environment = environment;
        this.choice = choice;
        this.lines = lines;
        this.notes = notes;
    }

    /** What stands before each line of an instance: {@code web1/web-0 (green)}. */
    static String prefix(Environment environment, Instance instance) {
        Instance.Slot slot = instance.slot();
        String words = slot.role() + "-" + slot.index() + " (" + slot.colour().word() + ")  ";
        return environment.spec().hosts().isEmpty() ? words : slot.host() + "/" + words;
    }

    /** Follows; the caller's thread looks for new instances meanwhile. */
    void until(Cancel cancel) {
        Thread looking = new Thread(() -> look(cancel), "logs");
        looking.setDaemon(true);
        looking.start();
        while (cancel.sleep(LOOK)) {
            // Others write meanwhile.
        }
        end();
    }

    private void look(Cancel cancel) {
        do {
            try {
                Observed seen = environment
                        .machine()
                        .observed(environment.service(), environment.spec().name());
                seen.unseen().forEach(this::miss);
                follow(choice.of(environment, seen.instances()));
            } catch (Failure e) {
                notes.accept(e.problems().get(0).what());
            }
        } while (cancel.sleep(LOOK));
    }

    private synchronized void miss(String host, String why) {
        if (missed.add(host)) {
            notes.accept(host + ": " + why);
        }
    }

    /** What has ended is let go of, so that it is followed again when it is started again. */
    private synchronized void follow(List<Instance> running) {
        Machine machine = environment.machine();
        followed.entrySet().removeIf(each -> !running.contains(each.getKey()) && closed(each.getValue()));
        for (Instance instance : running) {
            followed.computeIfAbsent(instance, one -> {
                missed.remove(one.slot().host().id());
                String before = prefix(environment, one);
                return machine.follow(one, line -> lines.accept(before + line));
            });
        }
    }

    /** Whoever wants to stop does not wait for a host that hangs. */
    private void end() {
        CountDownLatch ended = new CountDownLatch(1);
        Thread ending = new Thread(
                () -> {
                    closeAll();
                    ended.countDown();
                },
                "logs-end");
        ending.setDaemon(true);
        ending.start();
        try {
            boolean inTime = ended.await(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
            if (!inTime) {
                notes.accept("not waiting for the rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closeAll() {
        followed.values().forEach(Following::closed);
    }

    private static boolean closed(Closeable following) {
        try {
            following.close();
        } catch (IOException e) {
            // Nothing is awaited from it any more.
        }
        return true;
    }
}
