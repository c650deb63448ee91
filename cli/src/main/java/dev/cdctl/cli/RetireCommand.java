package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.wiring.Expiry;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends a release whose time to be warm is over: what a sleeper that a deployment left behind wakes up for. */
final class RetireCommand implements Command {
    private static final Option COPY = Option.value("--copy", "FILE", "What pipeline.yaml said then");
    private static final Option STORE = Option.value("--store", "URL", "The store that had it");
    private static final Option WARM = Option.value("--warm", "TIME", "How long it was to stay warm");
    private static final Argument DEPLOYMENT = Argument.required("DEPLOYMENT", "What ends, unless it is live");

    @Override
    public Usage usage() {
        return Usage.of("What is live, or what a router points at, is left alone.")
                .with(DEPLOYMENT)
                .with(COPY, STORE, WARM, Opening.LOCK_WAIT);
    }

    @Override
    public Answer run(Invocation invocation) {
        String copy = invocation.value(COPY).orElseThrow(() -> missing(COPY));
        Name environment = invocation.environment().orElseThrow(() -> missing(GlobalOptions.ENVIRONMENT));
        Setting setting = Opening.setting(invocation);
        Setting stored = invocation
                .value(STORE)
                .map(url -> setting.at(StoreAddress.parse(url, Optional.of(environment))))
                .orElse(setting);
        Expiry expiry = new Expiry(stored, text(invocation.folder().resolve(copy)), environment);
        boolean ended = expiry.run(
                invocation.need(DEPLOYMENT), invocation.duration(WARM).orElse(Duration.ZERO));
        return new Answer("retire", Json.object().put("ended", ended).build(), List.of(ended ? "ended" : "left alone"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw wrong(file + " cannot be read").causedBy(e);
        }
    }

    private static Failure missing(Option option) {
        return wrong(option.name() + " is missing");
    }

    private static Failure wrong(String why) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-829", "__retire is wrongly called").because(why));
    }
}
