package dev.cdctl.adapter.ssh;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal;
import dev.cdctl.state.form.JournalLine;
import dev.cdctl.state.form.JournalProblems;
import dev.cdctl.state.form.JournalScan;
import dev.cdctl.state.form.JournalScan.Tail;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A journal in a file of another computer, of the same form as the file journal's. An entry is one request, which the
 * agent there does if the file ends as it was last seen here.
 */
public final class SshJournal implements Journal {
    private static final long LARGEST = 8 * 1024;
    private static final int ATTEMPTS = 100;

    private final Agent agent;
    private final String path;
    private final AtomicReference<Optional<End>> known = new AtomicReference<>(Optional.empty());

    /** The journal of that name, such as {@code books/production}. */
    public SshJournal(Agent agent, String name) {
        this.agent = agent;
        this.path = name + ".jsonl";
    }

    /**
     * The end of the file as it was last seen.
     *
     * @param size the whole of the file, in bytes; more than the tail's end when its last line is torn
     * @param before the file before this one, when there is no such file
     */
    private record End(Tail tail, long size, boolean before) {
        boolean isFull() {
            return tail.end() > LARGEST && tail.isClosed();
        }

        /** What its last whole line ends with; nothing when there is none. */
        String last() {
            return tail.end() == 0 ? "" : '"' + java.util.HexFormat.of().toHexDigits(tail.crc()) + "\"}";
        }
    }

    @Override
    public synchronized void append(List<Entry> entries) {
        entries.forEach(this::add);
    }

    private void add(Entry entry) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            End end = Objects.requireNonNull(known.get()).orElseGet(this::look);
            if (entry.token() < end.tail().token()) {
                throw JournalProblems.overtaken(
                        place(), entry.token(), end.tail().token());
            }
            known.set(Optional.empty());
            if (append(entry, end)) {
                return;
            }
        }
        throw AgentProblems.of(place(), new Answer(Answer.BUSY, new byte[0]));
    }

    @Override
    public List<Entry> entries() {
        Answer answer = ask("entries", path);
        try {
            return scan(answer).entries();
        } catch (Failure e) {
            // Perhaps a torn line was cut off while it was read. What is wrong while nobody writes is damage.
            return scan(ask("calm", path)).entries();
        }
    }

    /** Removes it, with all that was put aside. */
    public synchronized void forget() {
        good(agent.act("forget", path));
        known.set(Optional.empty());
    }

    /** False when somebody else has written since. */
    private boolean append(Entry entry, End end) {
        if (!end.before() && end.tail().end() == 0) {
            good(agent.act("drop", path, number(end.size())));
            return false;
        }
        boolean anew = end.before() || end.isFull();
        byte[] header = anew ? JournalScan.header(end.tail()) : new byte[0];
        Tail tail = anew ? JournalScan.of(place(), header).tail() : end.tail();
        byte[] line = JournalScan.line(entry, tail);
        Answer answer = anew ? begin(end, header, line) : agent.act(add(end, line));
        if (answer.status() == Answer.CHANGED) {
            return false;
        }
        if (!answer.isDone()) {
            throw AgentProblems.of(place(), answer);
        }
        Tail after = tail.after(entry, line.length, JournalLine.crc(line));
        known.set(Optional.of(new End(after, after.end(), false)));
        return true;
    }

    private Answer begin(End end, byte[] header, byte[] line) {
        if (end.before()) {
            return agent.act("start", path, end.last(), text(header), text(line));
        }
        return agent.act(
                "turn", path, number(end.size()), number(end.tail().end()), end.last(), text(header), text(line));
    }

    private String[] add(End end, byte[] line) {
        return new String[] {
            "append", path, number(end.size()), number(end.tail().end()), end.last(), text(line)
        };
    }

    private End look() {
        Answer answer = ask("entries", path);
        return new End(JournalScan.of(place(), answer.body()).tail(), answer.body().length, !answer.isDone());
    }

    /** Nothing, when what was told is the file before. */
    private JournalScan scan(Answer answer) {
        return JournalScan.of(place(), answer.isDone() ? answer.body() : new byte[0]);
    }

    private Answer ask(String... words) {
        return good(agent.ask(words));
    }

    private Answer good(Answer answer) {
        if (answer.status() > Answer.CHANGED) {
            throw AgentProblems.of(place(), answer);
        }
        return answer;
    }

    private String place() {
        return agent.place() + "/journals/" + path;
    }

    private static String number(long value) {
        return Long.toString(value);
    }

    /** Without the line's end, which the shell adds. */
    private static String text(byte[] line) {
        return new String(line, 0, line.length - 1, StandardCharsets.US_ASCII);
    }
}
