package dev.cdctl.adapter.process;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.nio.file.Path;

/** Where the files of one environment lie. */
record Layout(Path folder) {
    private static final int LONGEST = 128;
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
        if (!isId(instance.deployment())) {
            throw new IllegalArgumentException("not a deployment: " + instance.deployment());
        }
        Instance.Slot slot = instance.slot();
        return instance.deployment() + "-" + slot.role() + "-" + slot.index() + "-"
                + slot.colour().word();
    }

    private static boolean isId(String text) {
        boolean good = !text.isEmpty() && text.length() <= LONGEST && "._-".indexOf(text.charAt(0)) < 0;
        for (int i = 0; i < text.length() && good; i++) {
            char c = text.charAt(i);
            good = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || "._-".indexOf(c) >= 0;
        }
        return good;
    }
}
