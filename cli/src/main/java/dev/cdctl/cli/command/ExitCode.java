package dev.cdctl.cli.command;

import dev.cdctl.model.Failure;
import java.util.Set;
import java.util.TreeSet;

/** Every way in which cdctl ends, and what it tells a CI job: the one table behind help, man page, docs and JSON. */
public enum ExitCode {
    OK(0, false, "done, or nothing to do"),
    FAILED(1, false, "failed; the environment is as it was (undone where needed)"),
    USAGE(2, false, "wrong usage; nothing was run"),
    INVALID(3, false, "pipeline.yaml has problems; nothing was run"),
    UNREACHABLE(4, false, "a system that is needed cannot be reached or refused us; nothing changed"),
    REFUSED(5, false, "refused: lock held, gate closed, policy, drift, older or unknown release; nothing changed"),
    NEEDS_PERSON(6, true, "failed, and the state needs a person: the message says what to do"),
    INCONCLUSIVE(7, true, "inconclusive: holding until there is more evidence"),
    ROLLED_BACK(8, true, "users may have seen the new version, and it was rolled back"),
    TIMED_OUT(12, true, "the time of --timeout was over; stopped as by an interrupt: safe and unlocked"),
    BUG(70, true, "a bug in cdctl; the message names the file with the details"),
    INTERRUPTED(130, true, "interrupted by Ctrl-C (INT); safe and unlocked"),
    TERMINATED(143, true, "stopped by TERM or HUP, a closed output or a lost parent process; safe and unlocked");

    private final int number;
    private final boolean changed;
    private final String meaning;

    ExitCode(int number, boolean changed, String meaning) {
        this.number = number;
        this.changed = changed;
        this.meaning = meaning;
    }

    /** What a shell sees. */
    public int number() {
        return number;
    }

    /** Whether the environment may be another than before the command. */
    public boolean changed() {
        return changed;
    }

    /** What it means, in one line. */
    public String meaning() {
        return meaning;
    }

    /**
     * What it means after a command that has come to an end with some environments before it failed.
     *
     * @param before the environments that it had changed by then: {@code books in integration}
     */
    public String meaning(Set<String> before) {
        if (before.isEmpty()) {
            return meaning;
        }
        String changed = String.join(", ", new TreeSet<>(before)) + " was changed before that";
        return meaning.replaceFirst("; nothing (changed|was run)$", "") + "; " + changed;
    }

    /** The code of a command that ended like this; an interruption counts as Ctrl-C. */
    public static ExitCode of(Failure.Kind kind) {
        return switch (kind) {
            case FAILED -> FAILED;
            case USAGE -> USAGE;
            case INVALID -> INVALID;
            case UNREACHABLE -> UNREACHABLE;
            case REFUSED -> REFUSED;
            case NEEDS_PERSON -> NEEDS_PERSON;
            case INCONCLUSIVE -> INCONCLUSIVE;
            case ROLLED_BACK -> ROLLED_BACK;
            case INTERRUPTED -> INTERRUPTED;
        };
    }
}
