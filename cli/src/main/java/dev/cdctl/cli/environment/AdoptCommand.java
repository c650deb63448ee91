package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Adopt;

/** {@code adopt}: a service that somebody else started becomes the live release. */
final class AdoptCommand implements Command {
    private static final Argument CONTAINERS = Argument.required(
                    "CONTAINER", "A container that runs, by name or ID, on every host; HOST=NAME for one host")
            .repeated();
    private static final Option RELEASE =
            Option.value("--release", "VERSION", "What the release is called that it runs; else what it says itself");

    @Override
    public Usage usage() {
        return Usage.of(
                        "For an environment that has no release yet. The containers stay as they are: they become the"
                                + " live colour, routers bring users to them, and the next deployment goes beside them and"
                                + " ends them in its turn.",
                        "Nothing happens unless each of them runs, publishes its port where it is reached, and is"
                                + " healthy.")
                .with(CONTAINERS)
                .with(RELEASE, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl adopt books_app -e production")
                .example("cdctl adopt web1=books_app web2=books_app_2 -e production --release 1.4.0");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        return Deployments.answer(
                "adopt", means, new Adopt(means).run(invocation.values(CONTAINERS), invocation.value(RELEASE)));
    }
}
