package dev.cdctl.cli.console;

import dev.cdctl.cli.server.Server;

/**
 * How the user wants to be talked to.
 *
 * @param json whether the answer is one JSON document
 * @param stream whether it comes as the last of many JSON lines, one for each event; {@code json} holds too then
 * @param quiet whether only errors are told
 * @param verbose whether more is told
 * @param colour {@code auto}, {@code always} or {@code never}
 * @param server the CI server that reads along
 */
public record Manner(boolean json, boolean stream, boolean quiet, boolean verbose, String colour, Server server) {
    /** Text, no more and no less than usual, and nobody reads along. */
    public static Manner usual() {
        return new Manner(false, false, false, false, "auto", Server.NONE);
    }
}
