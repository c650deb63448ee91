package dev.cdctl.cli.console;

import dev.cdctl.cli.console.display.Display;
import dev.cdctl.cli.console.display.LiveDisplay;
import dev.cdctl.cli.console.display.Look;
import dev.cdctl.cli.console.display.PlainDisplay;
import dev.cdctl.cli.console.display.QuietDisplay;
import dev.cdctl.cli.console.display.Talk;
import dev.cdctl.cli.server.Dialect;
import dev.cdctl.cli.server.Facts;
import dev.cdctl.cli.server.Server;
import dev.cdctl.cli.text.EventJson;
import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.cli.text.Visible;
import dev.cdctl.cli.text.Width;
import dev.cdctl.engine.Event;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The one place between commands and the user: stdout gets the answer, stderr everything else. Thread-safe. */
public final class Console implements Event.Listener {
    private final Streams streams;
    private final Terminal terminal;
    private final Manner manner;
    private final Talk out;
    private final Talk err;
    private final Annotations annotations;
    private final ProblemText problems;
    private final KnownSecrets secrets = new KnownSecrets();
    private final Discretion discretion = new Discretion(secrets);
    private final Ticker ticker = new Ticker();
    private final Display display;
    private final Set<String> changed = new ConcurrentSkipListSet<>();
    private final List<Json> hosts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean asking;
    private volatile String at = "";
    private volatile String seen = "";

    /**
     * A console on these streams.
     *
     * @param onBroken called once when stderr or stdout cannot be written any more; must not throw
     */
    public Console(Streams streams, Terminal terminal, Manner manner, Runnable onBroken) {
        this.streams = streams;
        this.terminal = terminal;
        this.manner = manner;
        Dialect dialect = Dialect.of(manner.server(), terminal.variables());
        this.out = new Talk(streams.out(), onBroken, dialect::harmless);
        this.err = new Talk(streams.err(), onBroken, dialect::harmless);
        this.annotations = new Annotations(dialect, dialect.readsStdout() && !manner.json() ? out : err);
        secrets.onNew(annotations::secret);
        this.problems = new ProblemText(terminal.colour(terminal.stderr(), manner.colour()));
        this.display = display();
        ticker.add(display::tick);
    }

    /** Shows the event. */
    @Override
    public void on(Event event) {
        if (event instanceof Event.PlanStarted) {
            ticker.start();
        } else if (event instanceof Event.StepStarted started) {
            ticker.start();
            at = started.step();
            seen = "";
        } else if (event instanceof Event.StepProgress progress) {
            seen = progress.text();
        } else if (event instanceof Event.Changed one) {
            changed.add(one.environment());
        } else if (event instanceof Event.Hosts ended) {
            hosts.addAll(EventJson.rows(ended));
        }
        Event told = discretion.of(event);
        stream(() -> EventJson.of(told, Instant.now()));
        display.on(told);
    }

    /** The environments that are not what they were before the command. */
    public Set<String> changed() {
        return Set.copyOf(changed);
    }

    /** The step that began last; empty before the first one. */
    public String at() {
        return at;
    }

    /** What a step told last while it waited; empty when it told nothing. */
    public String seen() {
        return seen;
    }

    /** How the hosts of the environments stand that the command has come to its end with, as JSON. */
    public List<Json> hosts() {
        return List.copyOf(hosts);
    }

    /** Calls this every tenth of a second from the start of the first plan on; it must be quick and must not throw. */
    public void whileRunning(Runnable call) {
        ticker.add(call);
    }

    /** Says something that is worth knowing and not wrong. */
    public void note(String text) {
        on(new Event.Note(text));
    }

    /** Says something at once, even when only errors are wanted. */
    public void urgent(String text) {
        display.clear();
        stream(() -> EventJson.of(new Event.Note(secrets.hide(text)), Instant.now()));
        err.line(Visible.text(secrets.hide(text)));
    }

    /** What is never shown, whoever reads it first. */
    public KnownSecrets secrets() {
        return secrets;
    }

    /** Whether the answer is wanted as JSON, in one document or as the last of many lines. */
    public boolean json() {
        return manner.json();
    }

    /** Whether the answer is read on a terminal, and not by a program. */
    public boolean toTerminal() {
        return terminal.stdout() && !manner.json();
    }

    /**
     * Writes a line of an answer that has no end, such as a followed log. It goes to stderr when stdout is for one
     * document, and is an event when stdout is for events.
     */
    public void line(String text) {
        if (manner.stream()) {
            stream(() -> EventJson.output(Visible.output(secrets.hide(text)), Instant.now()));
            return;
        }
        display.clear();
        (manner.json() ? err : out).line(Visible.output(secrets.hide(text)));
    }

    /**
     * The streams for another program whose output is the answer: at a terminal it gets a terminal, in a pipe its bytes
     * are passed on as they are, and else as lines, like {@link #line}.
     *
     * @param stdin whether it reads stdin, too, where that is no terminal
     */
    public Passing passing(boolean stdin) {
        display.finish();
        boolean person = terminal.canAsk() && !manner.json();
        Optional<InputStream> input = stdin || person ? Optional.of(streams.in()) : Optional.empty();
        if (manner.json() || manner.server() != Server.NONE) {
            return new Passing(input, Passing.lines(this::line), Passing.lines(this::line), Optional.empty());
        }
        return new Passing(
                input,
                Passing.bytes(out),
                Passing.bytes(err),
                person ? Optional.of(new RawTerminal()) : Optional.empty());
    }

    /** Writes the answer for people. */
    public void answer(List<String> lines) {
        display.finish();
        out.lines(lines.stream().map(line -> Visible.text(secrets.hide(line))).toList());
    }

    /** Tells the CI server what came of the command. */
    public void facts(Json.Obj document) {
        annotations.facts(Facts.of(document.withTexts(secrets::hide)));
    }

    /** Writes the answer as a document. */
    public void answer(Json.Obj document) {
        display.finish();
        Json.Obj shown = document.withTexts(secrets::hide);
        synchronized (answered) {
            if (manner.stream()) {
                stream(() -> EventJson.result(shown, Instant.now()));
            } else if (!answered.get()) {
                out.raw(inert(JsonText.pretty(shown)) + "\n");
            }
            answered.set(true);
        }
    }

    /** The same document; what a CI server would obey anywhere in a line is escaped. */
    private String inert(String json) {
        return manner.server() == Server.NONE
                ? json
                : json.replace("##[", "#\\u0023[").replace("##teamcity[", "#\\u0023teamcity[");
    }

    /** Nothing follows the answer: whoever reads the lines takes the last one for it. */
    private void stream(Supplier<Json.Obj> line) {
        synchronized (answered) {
            if (manner.stream() && !answered.get()) {
                out.raw(inert(JsonText.line(line.get())) + "\n");
            }
        }
    }

    /**
     * Writes why the command failed, and last the end of the script that failed, if one did.
     *
     * @param closing one line that says what the end means
     */
    public void failure(List<Problem> found, String closing) {
        display.finish();
        List<String> tail = display.failingTail();
        for (Problem problem : found) {
            problems.error(secrets.hide(once(problem, tail))).forEach(err::line);
        }
        err.line(closing);
        tail.forEach(err::line);
        annotations.failure(found.stream().map(secrets::hide).toList());
    }

    /** What a script wrote is in its problem for those who read JSON; it is told once, at the end. */
    private static Problem once(Problem problem, List<String> tail) {
        List<String> why = problem.why().lines().toList();
        boolean repeated = why.size() > 1
                && !tail.isEmpty()
                && Visible.output(why.get(why.size() - 1))
                        .strip()
                        .equals(tail.get(tail.size() - 1).strip());
        return repeated ? problem.because(why.get(0)) : problem;
    }

    /** Why the answer could not be written, in the system's words. */
    public Optional<String> lost() {
        return out.broken();
    }

    /** Whether a question waits for its answer at this moment. */
    public boolean asking() {
        return asking;
    }

    /**
     * Goes on only when a person types the word.
     *
     * @throws Failure of kind USAGE when nobody can be asked, REFUSED when something else was typed
     */
    public void confirm(String question, String word) {
        if (!terminal.canAsk()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-806", "this needs to be confirmed: " + question)
                            .because("nobody can be asked: stdin or stdout is not a terminal")
                            .remedy("add --yes when this is what you want"));
        }
        display.clear();
        err.raw(Visible.text(question) + "\nType " + word + " to go on: ");
        if (!ask().map(String::strip).equals(Optional.of(word))) {
            throw Failure.refused(Problem.of("CD-807", "not confirmed, so nothing was done"));
        }
    }

    private Optional<String> ask() {
        asking = true;
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            asking = false;
        }
    }

    private Display display() {
        if (manner.quiet()) {
            return new QuietDisplay(err, problems);
        }
        boolean job = manner.server() != Server.NONE;
        if (job || !terminal.canRedraw()) {
            PlainDisplay.Plainly how = new PlainDisplay.Plainly(manner.verbose(), job || terminal.inJob(), annotations);
            return new PlainDisplay(err, problems, how, System::nanoTime);
        }
        boolean colour = terminal.colour(terminal.stderr(), manner.colour());
        Look look = new Look(colour, terminal.unicode(), () -> Width.ofTerminal(terminal.variables()));
        return new LiveDisplay(err, look, problems, System::nanoTime);
    }
}
