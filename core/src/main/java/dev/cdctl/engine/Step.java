package dev.cdctl.engine;

import java.util.List;
import java.util.function.Consumer;

/** The smallest thing that is done and undone. All methods may be called again after a kill at any instant. */
public interface Step {
    /** A stable word for journals, JSON and tests: {@code commit}. */
    String name();

    /** What it does, as a plan tells it: {@code start 2 web instances of 1.4.2 as green}. */
    String describe();

    /** Whether its effect is there already, found out by looking; must change nothing. */
    default boolean done() {
        return false;
    }

    /** What would come of it now, for a plan; must change nothing. */
    default Outlook outlook() {
        return done() ? new Outlook.Skipped("already done") : new Outlook.Open();
    }

    /**
     * Brings the effect about.
     *
     * @param progress takes a few words on what is awaited, for people
     * @return what happened in a few words, or an empty text
     * @throws dev.cdctl.model.Failure with every problem
     */
    String run(Consumer<String> progress);

    /** Whether it only looks: what has no effect needs no intent in the journal before it runs. */
    default boolean looks() {
        return false;
    }

    /** Whether users have all that they had before the step that commits, found out by looking, when this one has failed. */
    default boolean untouched() {
        return false;
    }

    /** Takes the effect back; does nothing when there is none. */
    default void undo() {}

    /**
     * The steps that it consists of; none when it is one thing. Such a step tells the beginning and the end of its
     * parts itself, several of which may run at once, and nothing of its own is told.
     */
    default List<Step> parts() {
        return List.of();
    }

    /**
     * Whether users see its effect: a plan that fails after such a step was seen by users. It is undone before any other
     * step, so its undoing must not need that those after it were undone.
     */
    default boolean commits() {
        return false;
    }
}
