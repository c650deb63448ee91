package dev.cdctl.cli.command;

/**
 * A command in the table of commands, known without its class being loaded.
 *
 * @param path what is typed: {@code deploy}, {@code lock status}
 * @param summary what it does, one sentence without a full stop
 * @param hidden whether it is left out of help and completion
 */
public record Entry(String path, String summary, boolean hidden) {
    /** A command that users may know of. */
    public static Entry of(String path, String summary) {
        return new Entry(path, summary, false);
    }

    /** A command that only cdctl itself and the shells call. */
    public static Entry hidden(String path, String summary) {
        return new Entry(path, summary, true);
    }
}
