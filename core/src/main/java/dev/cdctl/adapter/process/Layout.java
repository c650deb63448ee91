package dev.cdctl.adapter.process;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the files of one environment lie. */
record Layout(Path folder) {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,127}");
    private static final int DIGITS = 16;

    static Layout of(Path root, Name service, Name environment) {
        return new Layout(root.resolve(service.text()).resolve(environment.text()));
    }

    static Layout of(Path root, Instance instance) {
        return of(root, instance.slot().service(), instance.slot().environment());
    }

    Path releases() {
        return folder.resolve("releases");
    }

    Path release(Digest digest) {
        return releases().resolve(digest.hex().substring(0, DIGITS));
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path log(Instance instance) {
        return logs().resolve(stem(instance) + ".log");
    }

    Path records() {
        return folder.resolve("instances");
    }

    Path record(Instance instance) {
        return records().resolve(stem(instance) + ".json");
    }

    Path jobs() {
        return folder.resolve("jobs");
    }

    Path job(Instance instance) {
        return jobs().resolve(stem(instance) + ".exit");
    }

    /** One per slot and deployment, and never a way out of the folder. */
    static String stem(Instance instance) {
        if (!ID.matcher(instance.deployment()).matches()) {
            throw new IllegalArgumentException("not a deployment: " + instance.deployment());
        }
        Instance.Slot slot = instance.slot();
        return instance.deployment() + "-" + slot.role() + "-" + slot.index() + "-"
                + slot.colour().word();
    }
}
