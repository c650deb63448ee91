package dev.cdctl.adapter.ssh;

import dev.cdctl.model.Failure;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store in a folder of another computer. Each record is a file there, one line of JSON; a commit is one request,
 * which the agent there does whole or not at all, if every record begins as it was last seen here. Revisions are as in
 * the file store: a new record's is one more than that of every record that was ever deleted.
 */
public final class SshStore implements Store {
    static final String ENDING = ".json";
    private static final int ATTEMPTS = 100;
    private static final int ID_LENGTH = 12;

    private final Agent agent;
    private final ConcurrentMap<String, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean toldDeleted = new AtomicBoolean();

    /**
     * A record as it was last seen.
     *
     * @param start what its file begins with, up to its checksum; empty when there is no file
     */
    record Seen(String start, long revision) {
        static final Seen NOTHING = new Seen("", 0);

        static Seen of(String line, long revision) {
            return new Seen(line.substring(0, line.indexOf(',', line.indexOf("\"crc\"")) + 1), revision);
        }
    }

    /** The store that this agent keeps. */
    public SshStore(Agent agent) {
        this.agent = agent;
    }

    @Override
    public Optional<Versioned> read(String key) {
        return readFile(new RecordKey(key) + ENDING, key);
    }

    @Override
    public List<String> list(String prefix) {
        return below(new RecordKey(prefix).text());
    }

    @Override
    public List<String> all() {
        return below(".");
    }

    private List<String> below(String prefix) {
        Answer answer = agent.ask("list", prefix);
        if (!answer.isDone()) {
            throw AgentProblems.of(place(prefix), answer);
        }
        return answer.text()
                .lines()
                .filter(path -> path.endsWith(ENDING))
                .map(path -> path.substring(path.startsWith("./") ? 2 : 0, path.length() - ENDING.length()))
                .filter(RecordKey::isValid)
                .sorted()
                .toList();
    }

    @Override
    public boolean commit(List<Change> changes) {
        refuseTwice(changes);
        String transaction = ShortId.random(ID_LENGTH);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean anew = attempt > 0;
            if (!changes.stream().allMatch(change -> holds(change, anew))) {
                return false;
            }
            Optional<Transaction> request = Transaction.of(transaction, changes, this::seen);
            if (request.isPresent() && isDone(request.get())) {
                return true;
            }
        }
        throw AgentProblems.of(place("store"), new Answer(Answer.BUSY, new byte[0]));
    }

    /** False when others were faster, or something is damaged: whoever looks anew finds out. */
    private boolean isDone(Transaction request) {
        Optional<Answer> answer = agent.entered().talk().ask(request.words());
        if (answer.isEmpty()) {
            return outcome(request);
        }
        request.paths().forEach(seen::remove);
        if (answer.get().isDone()) {
            seen.putAll(request.after());
        } else if (answer.get().status() != Answer.CHANGED) {
            throw AgentProblems.of(place("store"), answer.get());
        }
        return answer.get().isDone();
    }

    /** The answer is missing: what came of it is read over another connection, after the agent was ended. */
    private boolean outcome(Transaction request) {
        Failure lost = agent.begun().talk().over().orElseThrow();
        try (Agent other = agent.afterwards()) {
            return switch (request.fate(path -> new SshStore(other).content(path))) {
                case HAPPENED -> true;
                case NOT -> throw lost;
                case UNKNOWN -> throw AgentProblems.unknown(place("store"), lost);
            };
        } catch (Failure e) {
            throw e == lost ? lost : AgentProblems.unknown(place("store"), e);
        }
    }

    /**
     * Whether it has that revision, as far as is known; the agent compares once more.
     *
     * @param anew whether to look, because the agent has just said that something is another
     */
    private boolean holds(Change change, boolean anew) {
        Seen last = seen.get(new RecordKey(change.key()) + ENDING);
        boolean known = last == null ? change.revision() == 0 : last.revision() == change.revision();
        return known && !anew || read(change.key()).map(Versioned::revision).orElse(0L) == change.revision();
    }

    private Seen seen(String path) {
        if (path.equals(Transaction.DELETED)) {
            seenDeleted(path);
        }
        return seen.getOrDefault(path, Seen.NOTHING);
    }

    /** The agent has told it when it began, so that the first new record costs no question. */
    private void seenDeleted(String path) {
        if (seen.containsKey(path)) {
            return;
        }
        if (toldDeleted.getAndSet(true)) {
            readFile(path, path);
            return;
        }
        String told = agent.begun().deleted();
        byte[] content = told.getBytes(StandardCharsets.UTF_8);
        seen.put(
                path,
                told.isEmpty()
                        ? Seen.NOTHING
                        : Seen.of(
                                told,
                                StoredRecord.decode(place(path), path, content).revision()));
    }

    private Optional<Versioned> readFile(String path, String key) {
        Optional<byte[]> content = content(path);
        if (content.isEmpty()) {
            seen.put(path, Seen.NOTHING);
            return Optional.empty();
        }
        Versioned record = StoredRecord.decode(place(path), key, content.get());
        seen.put(path, Seen.of(new String(content.get(), StandardCharsets.UTF_8), record.revision()));
        return Optional.of(record);
    }

    private Optional<byte[]> content(String path) {
        Answer answer = agent.ask("get", path);
        return switch (answer.status()) {
            case Answer.DONE -> Optional.of(answer.body());
            case Answer.NO -> Optional.empty();
            default -> throw AgentProblems.of(place(path), answer);
        };
    }

    private String place(String path) {
        return agent.place() + "/store/" + path;
    }

    private static void refuseTwice(List<Change> changes) {
        Set<String> keys = new HashSet<>();
        for (Change change : changes) {
            if (!(change instanceof Change.Check) && !keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of one record: " + change.key());
            }
        }
    }
}
