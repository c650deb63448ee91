package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell.Command;
import dev.cdctl.host.HostShell.Ran;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.ShortId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A {@code sh} that is told one command after the other on its input. A script is told once, as a function that runs in a
 * subshell. The end of each command is marked on both of its outputs by a word that nobody can guess. Used by one thread
 * at a time.
 */
final class Conversation implements AutoCloseable {
    private static final int LENGTH = 20;
    private static final Heard OVER = new Heard("", -1);

    private final Process process;
    private final String mark = ShortId.random(LENGTH);
    private final Map<String, String> functions = new HashMap<>();
    private final BlockingQueue<Heard> output = new LinkedBlockingQueue<>();
    private final BlockingQueue<Heard> errors = new LinkedBlockingQueue<>();

    /** What was said until a mark. */
    private record Heard(String text, int exit) {}

    private Conversation(Process process) {
        this.process = process;
    }

    static Conversation begin() {
        try {
            Conversation one = new Conversation(new ProcessBuilder("sh").start());
            one.listen(one.process.getInputStream(), one.output);
            one.listen(one.process.getErrorStream(), one.errors);
            return one;
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-621", "sh cannot be started")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("install it, or put it on the PATH"))
                    .causedBy(e);
        }
    }

    /** Whether it can be told that: what the command reads must be lines of plain text. */
    static boolean takes(Command command) {
        byte[] input = command.input();
        for (byte each : input) {
            if (each < ' ' && each != '\n' && each != '\t') {
                return false;
            }
        }
        return input.length == 0 || input[input.length - 1] == '\n';
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Has it run the command.
     *
     * @return empty when it did not end in time
     * @throws Failure unreachable, when the shell ended; whether the command had an effect then is not known
     */
    Optional<Ran> ask(Command command) {
        long end = System.nanoTime() + command.deadline().toNanos();
        try {
            process.getOutputStream().write(told(command).getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            Heard said = output.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            Heard wrong = said == null ? null : errors.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (said == null || wrong == null) {
                return Optional.empty();
            }
            if (said == OVER || wrong == OVER) {
                throw over("its output ended");
            }
            return Optional.of(new Ran(said.exit(), said.text(), wrong.text()));
        } catch (IOException e) {
            throw over(String.valueOf(e.getMessage())).causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-801", "stopped while a command ran"));
        }
    }

    private static Failure over(String why) {
        return Failure.unreachable(Problem.of("CD-950", "the shell that runs commands on this machine has ended")
                .because(why)
                .remedy("repeat the command; `cdctl router sync` does so by itself"));
    }

    private String told(Command command) {
        StringBuilder text = new StringBuilder();
        String function = functions.get(command.script());
        if (function == null) {
            function = "cdctl_" + functions.size();
            functions.put(command.script(), function);
            text.append(function).append("() (\n").append(command.script()).append("\n)\n");
        }
        String words = command.arguments().stream().map(RemoteWords::quoted).collect(Collectors.joining(" ", " ", " "));
        text.append(function).append(words);
        if (command.input().length == 0) {
            text.append("</dev/null\n");
        } else {
            String input = new String(command.input(), StandardCharsets.UTF_8);
            text.append("<<'")
                    .append(mark)
                    .append("'\n")
                    .append(input)
                    .append(mark)
                    .append('\n');
        }
        return text.append("cdctl_status=$?; printf '\\n%s %s\\n' ")
                .append(mark)
                .append(" $cdctl_status; printf '\\n%s %s\\n' ")
                .append(mark)
                .append(" $cdctl_status >&2\n")
                .toString();
    }

    private void listen(InputStream stream, BlockingQueue<Heard> heard) {
        Thread reader = new Thread(() -> hear(stream, heard), "shell-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void hear(InputStream stream, BlockingQueue<Heard> heard) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
                all.write(part, 0, read);
                Optional<Heard> whole = part[read - 1] == '\n' ? whole(all) : Optional.empty();
                if (whole.isPresent()) {
                    heard.add(whole.get());
                    all.reset();
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
        heard.add(OVER);
    }

    private Optional<Heard> whole(ByteArrayOutputStream all) {
        String text = all.toString(StandardCharsets.UTF_8);
        int at = text.lastIndexOf("\n" + mark + " ");
        if (at < 0) {
            return Optional.empty();
        }
        String status = text.substring(at + mark.length() + 2).strip();
        return Optional.of(new Heard(text.substring(0, at), Integer.parseInt(status)));
    }

    /** Ends it, with what it runs. */
    @Override
    public void close() {
        Call.end(process);
    }
}
