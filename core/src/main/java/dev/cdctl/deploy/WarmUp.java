package dev.cdctl.deploy;

import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks a healthy instance a few paths before its first user does, so that it has its caches and code ready. */
public final class WarmUp {
    private final Probe probe;

    /** Each answer may take this long. */
    public WarmUp(Duration timeout) {
        this.probe = new Probe(timeout);
    }

    /**
     * Asks each path once, in order. Nothing that comes back is an error; any answer below 500 is fine.
     *
     * @param progress takes each answer in a few words
     * @return a warning for each 5xx and each missing answer
     */
    public List<Problem> ask(Instance instance, List<String> paths, Consumer<String> progress) {
        List<Problem> warnings = new ArrayList<>();
        if (instance.address().isEmpty()) {
            return warnings;
        }
        Address address = instance.address().get();
        for (String path : paths) {
            Reply reply = probe.ask(Exchange.get(Target.of(address.host(), address.port()), path));
            String seen = instance.slot().brief() + ": warm-up " + path + ": " + reply.describe();
            progress.accept(seen);
            if (!(reply instanceof Reply.Answer answer) || answer.status() >= 500) {
                warnings.add(
                        Problem.of("CD-518", seen).remedy("check warm-up in pipeline.yaml, and the instance's log"));
            }
        }
        return warnings;
    }
}
