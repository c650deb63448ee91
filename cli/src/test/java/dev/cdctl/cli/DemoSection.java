package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Commands that end in every way there is. */
public final class DemoSection implements Section {
    static final Option WITHIN = Option.value("--within", "TIME", "How long");
    static final Option COUNT = Option.value("--count", "N", "How many").shortly("-n");
    static final Option LABEL = Option.value("--label", "TEXT", "A label").repeated();
    static final Option FORCE = Option.flag("--force", "Do it anyway");
    static final Argument COLOUR = Argument.required("COLOUR", "Which").choices("blue", "green");
    static final Argument REST = Argument.optional("REST", "More").repeated();

    @Override
    public String title() {
        return "Demo";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("paint", "Paints"),
                Entry.of("end", "Ends as it is told"),
                Entry.of("drop", "Drops something"),
                Entry.of("lock status", "Shows the lock"),
                Entry.of("lock break", "Breaks the lock"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "paint" -> Optional.of(new Paint());
            case "end" -> Optional.of(new End());
            case "drop" -> Optional.of(new Drop());
            case "lock status" -> Optional.of(new LockStatus());
            default -> Optional.empty();
        };
    }

    private static final class Paint implements Command {
        @Override
        public Usage usage() {
            return Usage.of("Paints a thing in one of two colours.")
                    .with(COLOUR)
                    .with(REST)
                    .with(WITHIN, COUNT, LABEL, FORCE)
                    .example("cdctl paint blue");
        }

        @Override
        public Answer run(Invocation in) {
            Json.Obj result = Json.object()
                    .put("colour", in.need(COLOUR))
                    .put("rest", Json.ofTexts(in.values(REST)))
                    .put("within", in.duration(WITHIN))
                    .put("count", in.number(COUNT))
                    .put("labels", Json.ofTexts(in.values(LABEL)))
                    .put("force", in.flag(FORCE))
                    .put("environment", in.environment())
                    .put("file", in.file().toString())
                    .build();
            return new Answer("paint", result, List.of("painted " + in.need(COLOUR)));
        }
    }

    private static final class End implements Command {
        private static final Argument HOW = Argument.required("HOW", "A kind of failure, or bug, or disk");

        @Override
        public Usage usage() {
            return Usage.of().with(HOW);
        }

        @Override
        public Answer run(Invocation in) {
            String how = in.need(HOW);
            if (how.equals("bug")) {
                throw new IllegalStateException("unthinkable");
            }
            if (how.equals("disk")) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            events(in.console());
            Origin origin = new Origin("pipeline.yaml", 41, 14, "\t  health: {helth: /health, within: 60s}");
            throw Failure.of(
                    Failure.Kind.valueOf(how),
                    List.of(
                            Problem.of("CD-800", "unknown key 'helth' \u001b[31m")
                                    .at(origin)
                                    .because("it is not a key of health")
                                    .remedy("did you mean http?"),
                            Problem.of("CD-803", "a second problem")));
        }
    }

    private static void events(Event.Listener listener) {
        listener.on(new Event.PlanStarted("deploy books 1.4.2 to production", 3));
        listener.on(new Event.StepStarted("push", "push books.zip"));
        listener.on(new Event.StepEnded(
                "push", "push books.zip", new Outcome.Skipped("the same bytes are there"), Duration.ZERO));
        listener.on(new Event.Warning(Problem.of("CD-812", "the disk is nearly full")));
        listener.on(new Event.StepStarted("unit", "run ./unit.sh"));
        listener.on(new Event.Output("unit", "\u001b[32mgreen\u001b[0m\u001b]0;title\u0007 10%\r20%\r"));
        listener.on(new Event.Output("unit", "1 test failed"));
        listener.on(new Event.StepEnded(
                "unit", "run ./unit.sh", new Outcome.Failed("exit status 3"), Duration.ofMillis(1234)));
        listener.on(new Event.StepEnded("push", "push books.zip", new Outcome.Undone(), Duration.ofSeconds(75)));
    }

    private static final class Drop implements Command {
        @Override
        public Usage usage() {
            return Usage.of();
        }

        @Override
        public Answer run(Invocation in) {
            in.confirm("This removes production and everything in it.", "production");
            return Answer.ofLines("drop", List.of("removed"));
        }
    }

    private static final class LockStatus implements Command {
        @Override
        public Usage usage() {
            return Usage.of();
        }

        @Override
        public Answer run(Invocation in) {
            return Answer.ofLines("lock-status", List.of("free"));
        }
    }
}
