package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.machine.Instance;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How steps word numbers. */
public final class Words {
    private Words() {}

    /** {@code 1 instance}, {@code 2 instances}. */
    public static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code 1.2 s}. */
    public static String seconds(Duration duration) {
        return String.format(java.util.Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** What became of instances that were asked to end. */
    public static String ended(List<Instance> all, List<Instance> killed) {
        if (killed.isEmpty()) {
            return Words.count(all.size(), "instance") + " ended";
        }
        return killed.stream().map(instance -> instance.slot().brief()).collect(Collectors.joining(", "))
                + " did not end in time and had to be killed";
    }
}
