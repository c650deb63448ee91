package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Departure;
import dev.cdctl.operate.change.Power;
import java.util.List;
import java.util.Optional;

/** {@code remove}: nothing of an environment is left behind. */
final class RemoveCommand implements Command {
    private static final Option HOST =
            Option.value("--host", "NAME", "Leave this host alone, which is not in the list of hosts any more");
    private static final Option GONE =
            Option.flag("--gone", "With --host: the host is gone for good, so it is forgotten and not reached");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Ends its instances, takes its routes away, and forgets its history. Pushed releases stay.",
                        "With --host, only what is on a host that was taken off the list: routers stop bringing"
                                + " requests to it first.")
                .with(HOST, GONE, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl remove -e integration")
                .example("cdctl remove -e production --host web3");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        String environment = means.environment().spec().name().text();
        Optional<String> host = invocation.value(HOST);
        if (host.isPresent()) {
            return leave(invocation, means, host.get());
        }
        invocation.confirm("remove " + means.environment().describe() + " and its history", environment);
        new Power(means).remove();
        return new Answer(
                "remove",
                Json.object().put("environment", environment).build(),
                List.of(means.environment().describe() + " is removed"));
    }

    private static Answer leave(Invocation invocation, Means means, String host) {
        String what = means.environment().describe() + " from " + host;
        invocation.confirm("remove " + what, host);
        int ended = new Departure(means).from(host, invocation.flag(GONE));
        return new Answer(
                "remove",
                Json.object()
                        .put("environment", means.environment().spec().name().text())
                        .put("host", host)
                        .put("ended", ended)
                        .build(),
                List.of(means.environment().describe() + " is gone from " + host + ", " + ended
                        + (ended == 1 ? " instance" : " instances") + " ended"));
    }
}
