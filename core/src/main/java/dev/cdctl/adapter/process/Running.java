package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Processes;
import dev.cdctl.adapter.process.proc.Processes.Seen;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Name;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which processes run for which instance: those with its labels, and the recorded ones that hide theirs. */
final class Running {
    private final Path root;
    private final Processes processes;
    private final Self self;

    Running(Path root, Processes processes, Self self) {
        this.root = root;
        this.processes = processes;
        this.self = self;
    }

    /** One entry per instance, with pid 0 when its first process is gone. */
    List<Instance> instances(Name service, Name environment) {
        Map<String, Instance> found = new LinkedHashMap<>();
        for (Seen seen : seen(service, environment)) {
            Instance instance = seen.isFirst() ? seen.instance() : withPid(seen.instance(), 0);
            found.merge(Layout.stem(instance), instance, (a, b) -> a.pid() != 0 ? a : b);
        }
        List<Instance> instances = new ArrayList<>(found.values());
        instances.sort(Running::compare);
        return instances;
    }

    private static int compare(Instance a, Instance b) {
        int role = a.slot().role().compareTo(b.slot().role());
        int index =
                role != 0 ? role : Integer.compare(a.slot().index(), b.slot().index());
        int colour = index != 0 ? index : a.slot().colour().compareTo(b.slot().colour());
        return colour != 0 ? colour : a.deployment().compareTo(b.deployment());
    }

    /** The processes of that instance that carry its labels or were recorded. */
    List<Seen> of(Instance instance) {
        return seen(instance.slot().service(), instance.slot().environment()).stream()
                .filter(one -> one.isOf(instance))
                .toList();
    }

    /** What was started by a first process of that instance, without labels too. */
    List<Long> relatives(Instance instance, long first) {
        Set<Long> ancestors = self.ancestors();
        return processes.relatives(first).stream()
                .filter(pid -> !self.includes(new Seen(pid, instance), ancestors))
                .toList();
    }

    /** Whether the instance's first process runs. */
    boolean firstRuns(Instance instance) {
        if (instance.pid() == 0) {
            return of(instance).stream().anyMatch(Seen::isFirst);
        }
        return processes
                        .labelled(instance.pid())
                        .filter(one -> one.isOf(instance) && one.isFirst())
                        .isPresent()
                || Records.read(Layout.of(root, instance), instance)
                        .filter(started -> started.instance().pid() == instance.pid() && runs(started))
                        .isPresent();
    }

    private List<Seen> seen(Name service, Name environment) {
        List<Seen> seen = new ArrayList<>(processes.labelled());
        seen.removeIf(one -> !one.instance().slot().service().equals(service)
                || !one.instance().slot().environment().equals(environment));
        Set<String> stems = new HashSet<>();
        for (Seen one : seen) {
            if (one.isFirst()) {
                stems.add(Layout.stem(one.instance()));
            }
        }
        for (Records.Started started : Records.others(Layout.of(root, service, environment), stems)) {
            if (runs(started)) {
                seen.add(new Seen(started.instance().pid(), started.instance()));
            }
        }
        Set<Long> ancestors = self.ancestors();
        seen.removeIf(one -> self.includes(one, ancestors));
        return seen;
    }

    private boolean runs(Records.Started started) {
        return processes
                .birth(started.instance().pid())
                .filter(started.birth()::equals)
                .isPresent();
    }

    private static Instance withPid(Instance i, long pid) {
        return new Instance(i.slot(), i.deployment(), i.version(), i.digest(), i.token(), pid, i.address());
    }
}
