package dev.cdctl.cli.host;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.doctor.Findings;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.doctor.HostDoctor;

/** {@code host check}: what is wrong with the hosts, and what mends it. */
final class HostCheckCommand implements Command {
    static final Argument HOSTS = Argument.optional("HOST", "Only these hosts; all of the environment when left out")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of(
                        "Asks each host, several at the same time, for its engine and its version, the disk where images"
                                + " lie, memory, its clock, the environment's network, and who has the ports; and the"
                                + " computer that keeps the shared state, for its folder and its tools.",
                        "Nothing is changed. It ends with 1 when something is wrong; warnings are not.")
                .with(HOSTS)
                .example("cdctl host check -e production")
                .example("cdctl host check web2 -e production -o json");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        EnvironmentSpec spec = cdctl.environment(invocation.environment());
        return Findings.answer(
                "host-check", new HostDoctor(cdctl, spec).look(cdctl.hosts(spec, invocation.values(HOSTS))));
    }
}
