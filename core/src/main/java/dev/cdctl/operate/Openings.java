package dev.cdctl.operate;

import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Journal.Phase;
import java.util.List;
import java.util.Optional;

/** Finds what killed commands left open, and how operations ended. */
public final class Openings {
    private Openings() {}

    /**
     * An operation that has no end.
     *
     * @param begun its beginning
     * @param turnedBack whether a step of it failed, so that it was being undone
     */
    public record Open(Journal.Entry begun, boolean turnedBack) {
        public String id() {
            return begun.operation();
        }
    }

    /** The operation that a killed command left open. */
    public static Optional<Open> of(Journal journal) {
        if (journal.isClosed()) {
            return Optional.empty();
        }
        Optional<Open> open = Optional.empty();
        for (Journal.Entry entry : journal.entries()) {
            open = switch (entry.phase()) {
                case BEGIN -> Optional.of(new Open(entry, false));
                case FAILED, UNDONE -> open.map(one -> new Open(one.begun(), true));
                case END -> Optional.empty();
                case INTENT, DONE, SKIPPED -> open;
            };
        }
        return open;
    }

    /** What the history has to say of an operation that is over; it never began when the journal does not know it. */
    static Outcome ended(Journal journal, String id) {
        Outcome good = Outcome.LIVE;
        Outcome outcome = Outcome.INTERRUPTED;
        for (Journal.Entry entry : entries(journal, id)) {
            if (entry.phase() == Phase.BEGIN) {
                good = Operation.from(entry.detail()).good();
            } else if (entry.phase() == Phase.END) {
                outcome = ended(entry.detail().text("outcome").orElse(""), good);
            }
        }
        return outcome;
    }

    private static List<Journal.Entry> entries(Journal journal, String id) {
        return journal.entries().stream()
                .filter(entry -> entry.operation().equals(id))
                .toList();
    }

    private static Outcome ended(String outcome, Outcome good) {
        return switch (outcome) {
            case "done" -> good;
            case "rolled back" -> Outcome.ROLLED_BACK;
            default -> Outcome.INTERRUPTED;
        };
    }
}
