package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Colour;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Flip;

/** {@code flip}: the other colour goes live. */
final class FlipCommand implements Command {
    private static final Argument COLOUR =
            Argument.required("COLOUR", "The colour that goes live").choices("blue", "green");
    private static final Option UNHEALTHY =
            Option.flag("--unhealthy", "Make it live even when it is not healthy, or failed before and was kept");

    @Override
    public Usage usage() {
        return Usage.of("What runs in that colour is checked, made live at once, and proven by fresh connections.")
                .with(COLOUR)
                .with(UNHEALTHY, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl flip blue -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        Colour colour = Colour.of(invocation.need(COLOUR)).orElseThrow();
        return Deployments.answer("flip", means, new Flip(means).run(colour, invocation.flag(UNHEALTHY)));
    }
}
