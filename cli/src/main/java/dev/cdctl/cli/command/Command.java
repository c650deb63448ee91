package dev.cdctl.cli.command;

/** One thing that a user can type. It holds no logic of its own: it reads its options and calls core. */
public interface Command {
    /** What can be typed after its name. */
    Usage usage();

    /**
     * Does it.
     *
     * @throws dev.cdctl.model.Failure when it ends without its result
     */
    Answer run(Invocation invocation);

    /** Whether it changes nothing and holds nothing, so that it can be ended anywhere. */
    default boolean looks() {
        return false;
    }
}
