package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.console.Streams;
import dev.cdctl.cli.console.Terminal;
import dev.cdctl.cli.process.Orphan;
import dev.cdctl.cli.train.Rehearsal;
import dev.cdctl.cli.train.Unrehearsed;
import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs what should start quickly, so that the start-up archive holds its classes. It must have no effect: the launcher
 * runs it behind the user's back. So commands run against a temporary folder, and say what they say to nobody.
 */
final class TrainCommand implements Command {
    private static final List<String> PLAIN = List.of(
            "help",
            "status",
            "status -o json",
            "plan",
            "plan -f git/pipeline.yaml",
            "history",
            "validate",
            "flip green",
            "flip red",
            "flop");
    private static final List<String> LIVE = List.of("flip blue", "flip blue", "status");

    /** Commands that speak to engines and registries load far more. */
    private static final Argument KIND =
            Argument.optional("KIND", "What the archive is for").choices("far");

    @Override
    public Usage usage() {
        return Usage.of().with(KIND);
    }

    /** What cannot be rehearsed here, on a system without a shell for example, is left out. */
    @Override
    public Answer run(Invocation invocation) {
        List<String> ends = new ArrayList<>();
        try (Rehearsal rehearsal = Rehearsal.open(invocation.variables())) {
            rehearsal.begin();
            PLAIN.forEach(line -> ends.add(end(line, false, rehearsal, invocation)));
            LIVE.forEach(line -> ends.add(end(line, true, rehearsal, invocation)));
            if (invocation.value(KIND).isPresent()) {
                ends.add("classes of libraries: " + Unrehearsed.hosts());
            }
        } catch (IOException | Failure e) {
            ends.add(e.toString());
        }
        return new Answer("train", Json.object().put("ends", Json.ofTexts(ends)).build(), ends);
    }

    private static String end(String line, boolean live, Rehearsal rehearsal, Invocation invocation) {
        Surroundings around = new Surroundings(
                new Streams(
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        InputStream.nullInputStream()),
                new Terminal(false, false, live, rehearsal.variables()),
                rehearsal.folder(),
                invocation.catalogue(),
                new Cancel(),
                () -> ExitCode.INTERRUPTED);
        Run run = Run.of(List.of(line.split(" ")), around);
        run.console().whileRunning(new Orphan(around.cancel()));
        return line + ": " + Main.finish(run);
    }
}
