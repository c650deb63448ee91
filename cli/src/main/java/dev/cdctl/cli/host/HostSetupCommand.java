package dev.cdctl.cli.host;

import dev.cdctl.Cdctl;
import dev.cdctl.HostSetup;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.host.setup.Work;
import dev.cdctl.json.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code host setup}: Debian computers become Docker hosts. */
final class HostSetupCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Looks at each host through its shell for docker.io and iptables, an engine that runs, the right to"
                                + " use it, and where the state is kept for its folder; and says what is missing, with the"
                                + " commands. With --yes it runs them, as root or by sudo.",
                        "What is there is left as it is, so a second time changes nothing. A tcp:// host has no shell, and"
                                + " is refused.")
                .with(HostCheckCommand.HOSTS)
                .example("cdctl host setup -e production")
                .example("cdctl host setup web2 -e production --yes");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        EnvironmentSpec spec = cdctl.environment(invocation.environment());
        List<Host> hosts = cdctl.hosts(spec, invocation.values(HostCheckCommand.HOSTS));
        HostSetup setup = cdctl.hostSetup(spec);
        boolean wanted = invocation.flag(GlobalOptions.YES);
        List<HostSetup.Needed> all = wanted ? setup.carryOut(hosts, invocation.console()::note) : setup.look(hosts);
        boolean anything = all.stream().anyMatch(needed -> !needed.works().isEmpty());
        return new Answer(
                "host-setup",
                Json.object()
                        .put("changed", wanted && anything)
                        .put(
                                "hosts",
                                Json.of(all.stream()
                                        .map(HostSetup.Needed::toJson)
                                        .toList()))
                        .build(),
                lines(all, wanted, anything));
    }

    private static List<String> lines(List<HostSetup.Needed> all, boolean wanted, boolean anything) {
        List<String> lines = new ArrayList<>();
        for (HostSetup.Needed needed : all) {
            if (needed.works().isEmpty()) {
                lines.add(needed.host() + ": nothing to do");
                continue;
            }
            lines.add(needed.host() + (wanted ? ": done" : ": to do"));
            for (Work work : needed.works()) {
                lines.add("  " + work.text());
                lines.add("    # " + work.commandLine());
            }
        }
        if (anything && !wanted) {
            lines.add("nothing was changed; with --yes it is done");
        }
        return lines;
    }
}
