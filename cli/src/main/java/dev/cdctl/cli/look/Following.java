package dev.cdctl.cli.look;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.engine.Cancel;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prints what is added to the instances' logs from now on, until somebody wants to stop. */
final class Following {
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final Machine machine;
    private final List<Instance> instances;

    Following(Machine machine, List<Instance> instances) {
        this.machine = machine;
        this.instances = instances;
    }

    void until(Cancel cancel, Consumer<List<String>> lines) {
        List<Closeable> followed = new ArrayList<>();
        for (Instance instance : instances) {
            String name = instances.size() > 1 ? instance.slot().brief() + "  " : "";
            followed.add(machine.follow(instance, line -> print(name + line, lines)));
        }
        while (cancel.sleep(GLANCE)) {
            // Others print meanwhile.
        }
        followed.forEach(Following::end);
    }

    /** One line at a time, whoever wrote it. */
    private synchronized void print(String line, Consumer<List<String>> lines) {
        lines.accept(List.of(line));
    }

    private static void end(Closeable following) {
        try {
            following.close();
        } catch (IOException e) {
            // Nothing is awaited from it any more.
        }
    }
}
