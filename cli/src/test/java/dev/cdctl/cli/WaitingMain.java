package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.engine.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program of its own for tests: cdctl with commands that wait until they are asked to stop, or for ever. */
public final class WaitingMain {
    private WaitingMain() {}

    /** Like {@link Main}. */
    public static void main(String[] args) {
        System.exit(Main.start(List.of(args), new Catalogue(List.of(new Waiting()))));
    }

    private static final class Waiting implements Section {
        @Override
        public String title() {
            return "Waiting";
        }

        @Override
        public List<Entry> entries() {
            return List.of(
                    Entry.of("wait", "Waits"),
                    Entry.of("hang", "Hangs"),
                    Entry.of("look", "Looks"),
                    Entry.of("talk", "Talks"));
        }

        @Override
        public Optional<Command> create(String path) {
            return Optional.of(new Wait(path));
        }
    }

    private record Wait(String path) implements Command {
        @Override
        public Usage usage() {
            return Usage.of().with(Opening.TIMEOUT);
        }

        @Override
        public Answer run(Invocation in) {
            in.console().on(new Event.PlanStarted("wait", 1));
            in.console().on(new Event.StepStarted("wait", "wait for the end"));
            for (int second = 0; second < 600; second++) {
                in.cancel().sleep(Duration.ofMillis(100));
                if (path.equals("talk")) {
                    in.console().note("still there");
                }
                boolean hangs = path.equals("hang") || path.equals("look");
                if (!hangs) {
                    in.cancel().check();
                }
                if (hangs && in.cancel().requested()) {
                    hang();
                }
            }
            return Answer.ofLines("wait", List.of("waited"));
        }

        @Override
        public boolean looks() {
            return path.equals("look");
        }

        private static void hang() {
            try {
                Thread.sleep(Duration.ofMinutes(1).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
