package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.cli.console.Console;
import dev.cdctl.cli.console.Manner;
import dev.cdctl.cli.line.Parser;
import dev.cdctl.cli.process.Crash;
import dev.cdctl.cli.process.Limit;
import dev.cdctl.cli.server.Facts;
import dev.cdctl.cli.server.Handover;
import dev.cdctl.engine.Event;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One run of cdctl: from the words that were typed to an exit code, with exactly one answer. */
final class Run {
    private final Surroundings around;
    private final Request request;
    private final Values values;
    private final Console console;

    private Run(Surroundings around, Request request, Values values) {
        this.around = around;
        this.request = request;
        this.values = values;
        this.console = new Console(
                around.streams(),
                around.terminal(),
                manner(values),
                () -> around.cancel().request("the output was closed"));
    }

    /** Finds the command and reads its options; when that fails, it is told by {@link #go}. */
    static Run of(List<String> args, Surroundings around) {
        Map<String, String> variables = around.terminal().variables();
        Typed typed = Typed.of(args, around.catalogue());
        Request request = Request.of(typed, around);
        return new Run(around, request, request.values().orElseGet(() -> Parser.globals(typed.rest(), variables)));
    }

    /** Runs the command and tells its end. */
    int go() {
        try {
            resultFile().ifPresent(ResultFile::check);
            return limited();
        } catch (Failure failure) {
            return failed(code(failure), failure.problems()).number();
        } catch (UncheckedIOException e) {
            return failed(
                            ExitCode.FAILED,
                            List.of(Problem.of("CD-812", "a file cannot be read or written")
                                    .because(Objects.toString(Objects.requireNonNull(e.getCause()), ""))))
                    .number();
        }
    }

    private int limited() {
        Optional<String> text = values.value(Opening.TIMEOUT)
                .filter(given -> request.command().usage().options().contains(Opening.TIMEOUT));
        if (text.isEmpty()) {
            return succeeded(request.command().run(invocation()));
        }
        Duration time = invocation().duration(Opening.TIMEOUT).orElseThrow();
        Limit limit = new Limit("cdctl " + request.path(), text.get(), around.cancel(), console);
        Answer answer;
        try (Limit watched = limit.watch(time, around.interruption())) {
            answer = request.command().run(invocation());
        } catch (Failure failure) {
            ExitCode code = code(failure);
            List<Problem> found = failure.problems();
            return failed(code, code == ExitCode.TIMED_OUT ? limit.problems(found) : found)
                    .number();
        }
        return succeeded(answer);
    }

    /** Tells an end that nobody thought of. */
    ExitCode bug(Throwable thrown) {
        Path file = Crash.write(Main.version(), thrown, around.terminal().variables(), console.secrets());
        return failed(
                ExitCode.BUG,
                List.of(Problem.bug(thrown)
                        .remedy("report it with the file " + file + "; cdctl status tells how things stand")));
    }

    /** Tells that the process ends now, in the middle of whatever it is at. */
    void cutShort(ExitCode code) {
        if (console.json()) {
            Problem problem = Problem.of("CD-801", "ended at once, in the middle of the work")
                    .remedy("cdctl status tells how things stand; the next run of cdctl goes on from here");
            console.answer(Documents.of(code, List.of(problem), console));
        }
    }

    /** Whether it changes nothing, so that it can be ended anywhere. */
    boolean looks() {
        return request.command().looks();
    }

    /** What talks to the user. */
    Console console() {
        return console;
    }

    private Invocation invocation() {
        return new Invocation(request.path(), values, console, around.catalogue(), around.cancel(), around.folder());
    }

    private int succeeded(Answer answer) {
        if (console.json()) {
            console.answer(Documents.of(answer, console.hosts()));
        } else {
            console.answer(answer.lines());
        }
        if (!answer.problems().isEmpty()) {
            console.failure(
                    answer.problems(),
                    "exit " + answer.exit().number() + ": " + answer.exit().meaning(console.changed()));
        }
        Json.Obj document = Documents.of(answer, console.hosts());
        resultFile().ifPresent(file -> ResultFile.write(file, document, console));
        if (answer.problems().isEmpty()) {
            console.facts(document);
            handover().succeeded(document.withTexts(console.secrets()::hide));
        }
        return console.lost().map(this::lost).map(ExitCode::number).orElse(answer.status());
    }

    private ExitCode failed(ExitCode code, List<Problem> problems) {
        console.failure(problems, "exit " + code.number() + ": " + code.meaning(console.changed()));
        Json.Obj document = Documents.of(code, problems, console);
        if (console.json()) {
            console.answer(document);
        }
        resultFile().ifPresent(file -> ResultFile.write(file, document, console));
        if (Facts.toldBy(request.path())) {
            handover().failed(document.withTexts(console.secrets()::hide));
        }
        return code;
    }

    private Handover handover() {
        Path folder = around.folder().resolve(values.file()).resolveSibling(".cdctl");
        return new Handover(
                GlobalOptions.server(values).server(),
                around.terminal().variables(),
                folder,
                problem -> console.on(new Event.Warning(problem)));
    }

    /** A reader that went away is told by the code alone; everything else that stopped the answer is an error. */
    private ExitCode lost(String reason) {
        if (reason.contains("Broken pipe")) {
            return ExitCode.TERMINATED;
        }
        Problem problem = Problem.of("CD-812", "the answer could not be written to stdout")
                .because(reason);
        console.failure(List.of(problem), "the command itself was done");
        return ExitCode.FAILED;
    }

    private ExitCode code(Failure failure) {
        ExitCode code = ExitCode.of(failure.kind());
        if (code != ExitCode.INTERRUPTED) {
            return code;
        }
        return around.cancel().expired()
                ? ExitCode.TIMED_OUT
                : around.interruption().code();
    }

    private Optional<Path> resultFile() {
        return values.value(GlobalOptions.RESULT_FILE).map(around.folder()::resolve);
    }

    private static Manner manner(Values values) {
        String form = values.value(GlobalOptions.OUTPUT).orElse("text");
        return new Manner(
                form.startsWith("json"),
                form.equals("jsonl"),
                values.flag(GlobalOptions.QUIET),
                values.flag(GlobalOptions.VERBOSE),
                values.value(GlobalOptions.COLOR).orElse("auto"),
                GlobalOptions.server(values).server());
    }
}
