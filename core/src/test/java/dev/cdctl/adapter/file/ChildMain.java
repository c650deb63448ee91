package dev.cdctl.adapter.file;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.lease.LeasedLocks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the other processes of the tests do: {@code <what> <state folder> [count]}. */
final class ChildMain {
    static final String NAME = "books/production";
    private static final PrintStream OUT = System.out;

    private final Path root;
    private final Store store;

    private ChildMain(Path root) {
        this.root = root;
        this.store = new FileStore(root);
    }

    public static void main(String[] arguments) throws IOException {
        ChildMain child = new ChildMain(Path.of(arguments[1]));
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        switch (arguments[0]) {
            case "hold" -> child.hold();
            case "contend" -> child.contend(count);
            case "pairs" -> child.pairs();
            case "everything" -> child.everything();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Acquires the lock, says its token, and commits with its fence when it is told to. */
    private void hold() throws IOException {
        Lock lock = lock();
        Change.Check fence = lock.fence();
        OUT.println(lock.token());
        if (System.in.read() >= 0) {
            Json.Obj value = Json.object().put("by", "the child").build();
            OUT.println(store.commit(List.of(fence, new Change.Put(NAME + "/decision", 0, value))));
        }
    }

    /** Acquires the lock that often, each time adding two lines to a file that nobody else may get between. */
    private void contend(int rounds) throws IOException {
        OUT.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        for (int round = 0; round < rounds; round++) {
            try (Lock lock = lock()) {
                note("in " + lock.token());
                note("out " + lock.token());
            }
        }
    }

    private void note(String line) throws IOException {
        Files.writeString(root.resolve("notes"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Commits transactions for ever; after each, two records are equal. */
    private void pairs() {
        for (long n = number("left") + 1; ; n++) {
            Json.Obj value = Json.object().put("n", n).build();
            boolean done = n % 5 == 0
                    ? store.commit(List.of(
                            new Change.Delete("pair/left", revision("pair/left")),
                            new Change.Delete("pair/right", revision("pair/right"))))
                    : store.commit(List.of(
                            new Change.Put("pair/left", revision("pair/left"), value),
                            new Change.Put("pair/right", revision("pair/right"), value)));
            if (!done) {
                throw new IllegalStateException("nobody else writes");
            }
            OUT.println("wrote");
        }
    }

    /** One of every write, each said before and after, with what became of it. */
    private void everything() {
        say("single", () -> put("a/single"));
        say(
                "pair",
                () -> store.commit(List.of(
                        new Change.Put("pair/left", revision("pair/left"), value(revision("pair/left"))),
                        new Change.Put("pair/right", revision("pair/right"), value(revision("pair/left"))))));
        say("delete", () -> store.commit(List.of(new Change.Delete("a/single", revision("a/single")))));
        say("lock", () -> lock().close());
        Journal journal = new FileJournal(root.resolve("books/production/journal.jsonl"));
        Json.Obj none = Json.object().build();
        say("journal", () -> journal.append(new Journal.Entry("x", "", Journal.Phase.BEGIN, 9, Instant.now(), none)));
        say("again", () -> journal.append(new Journal.Entry("x", "", Journal.Phase.END, 9, Instant.now(), none)));
    }

    private void put(String key) {
        store.commit(List.of(new Change.Put(key, revision(key), value(1))));
    }

    private static void say(String what, Runnable action) {
        try {
            action.run();
            OUT.println(what + " done");
        } catch (Failure e) {
            OUT.println(what + " " + e.kind() + " " + e.problems());
        }
    }

    private Lock lock() {
        Owner owner = new Owner("child", "here", ProcessHandle.current().pid(), "a test", Optional.empty());
        return new LeasedLocks(store, new FileSigns(root, "here"), () -> false)
                .acquire(NAME, owner, Duration.ofSeconds(100));
    }

    private long revision(String key) {
        return store.read(key).map(Store.Versioned::revision).orElse(0L);
    }

    private long number(String key) {
        return store.read("pair/" + key).map(now -> now.value().needNumber("n")).orElse(0L);
    }

    private static Json.Obj value(long n) {
        return Json.object().put("n", n).build();
    }
}
