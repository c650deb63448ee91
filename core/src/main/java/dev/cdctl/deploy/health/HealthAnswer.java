package dev.cdctl.deploy.health;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.traffic.Address;
import java.util.Optional;

/**
 * What an instance answered when it was asked for its health.
 *
 * @param text a few words for people, without times, so that the same answer reads the same
 */
record HealthAnswer(Verdict verdict, String text) {
    /** What an answer means. */
    enum Verdict {
        GOOD,
        BAD,
        WRONG_VERSION
    }

    /** Asks it once, and its machine too: both have to find it well. */
    static HealthAnswer of(Machine machine, Instance instance, HealthSpec spec) {
        HealthAnswer own = instance.address().isEmpty()
                ? good("alive")
                : machine.at(instance)
                        .map(address -> of(instance, address, spec))
                        .orElse(bad("it is on its way to another computer"));
        if (own.verdict != Verdict.GOOD) {
            return own;
        }
        Machine.Health health = machine.health(instance);
        if (health instanceof Machine.Health.Bad bad) {
            return bad(bad.why());
        }
        return health instanceof Machine.Health.Starting ? bad("its own health check has not passed yet") : own;
    }

    private static HealthAnswer of(Instance instance, Address address, HealthSpec spec) {
        Target target = Target.of(address.host(), address.port());
        Probe probe = new Probe(spec.timeout());
        if (spec.http().isEmpty()) {
            return probe.connect(target).map(none -> bad(none.reason())).orElse(good("accepts connections"));
        }
        Exchange exchange = Exchange.get(target, spec.http().get());
        Reply reply = probe.ask(exchange);
        if (reply instanceof Reply.Answer answer) {
            return judged(answer, exchange.url(), instance, spec);
        }
        return bad(exchange.url() + ": " + reply.describe());
    }

    private static HealthAnswer judged(Reply.Answer answer, String url, Instance instance, HealthSpec spec) {
        String text = url + " answers " + answer.status();
        if (!answer.isGood()) {
            return bad(text);
        }
        Optional<String> says = spec.mark().in(answer);
        if (says.isPresent() && !says.get().equals(instance.version().text())) {
            return new HealthAnswer(Verdict.WRONG_VERSION, text + " and says version " + says.get());
        }
        return good(text);
    }

    /** What whoever listens there says of its version, if anything. */
    static Optional<String> version(Address address, HealthSpec spec) {
        Target target = Target.of(address.host(), address.port());
        Reply reply =
                new Probe(spec.timeout()).ask(Exchange.get(target, spec.http().orElse("/")));
        return reply instanceof Reply.Answer answer ? spec.mark().in(answer) : Optional.empty();
    }

    private static HealthAnswer good(String text) {
        return new HealthAnswer(Verdict.GOOD, text);
    }

    private static HealthAnswer bad(String text) {
        return new HealthAnswer(Verdict.BAD, text);
    }
}
