package dev.cdctl.model;

import java.util.List;
import java.util.stream.Collectors;

/** Why a command ends without its result: what kind of end it is, and every problem that led to it. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the end means for the users of the environment; the command line turns it into an exit code. */
    public enum Kind {
        /** It failed, and the environment is as it was. */
        FAILED,
        /** The command or its options are wrong. */
        USAGE,
        /** pipeline.yaml has problems, and nothing was run. */
        INVALID,
        /** A system that is needed cannot be reached or refused us, and nothing changed. */
        UNREACHABLE,
        /** Refused on purpose: lock held, gate closed, drift, older or unknown release. */
        REFUSED,
        /** It failed half-way and the state needs a person. */
        NEEDS_PERSON,
        /** There is not enough evidence to go on, and everything holds still. */
        INCONCLUSIVE,
        /** Users may have seen the new version, and it was rolled back. */
        ROLLED_BACK,
        /** Stopped by a signal at a safe point. */
        INTERRUPTED
    }

    private final Kind kind;
    private final transient List<Problem> problems;

    private Failure(Kind kind, List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.kind = kind;
        this.problems = List.copyOf(problems);
    }

    /** An end with one problem. */
    public static Failure of(Kind kind, Problem problem) {
        return new Failure(kind, List.of(problem));
    }

    /** An end with all its problems; there must be at least one. */
    public static Failure of(Kind kind, List<Problem> problems) {
        return new Failure(kind, problems);
    }

    /** Failed, and the environment is as it was. */
    public static Failure failed(Problem problem) {
        return of(Kind.FAILED, problem);
    }

    /** Refused on purpose. */
    public static Failure refused(Problem problem) {
        return of(Kind.REFUSED, problem);
    }

    /** A system that is needed cannot be reached or refused us. */
    public static Failure unreachable(Problem problem) {
        return of(Kind.UNREACHABLE, problem);
    }

    /** The same end with the exception that led to it. */
    public Failure causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    /** What the end means. */
    public Kind kind() {
        return kind;
    }

    /** Every problem that led to it, the most important first. */
    public List<Problem> problems() {
        return problems;
    }
}
