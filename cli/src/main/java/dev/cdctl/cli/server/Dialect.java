package dev.cdctl.cli.server;

import dev.cdctl.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a CI server reads out of the lines of a job. Each method gives whole lines without a line end. */
public interface Dialect {
    /** What a server is told that reads nothing: nothing. */
    Dialect PLAIN = new Dialect() {};

    /** The dialect of that server. */
    static Dialect of(Server server, Map<String, String> variables) {
        return switch (server) {
            case GITHUB -> new GitHubDialect(variables);
            case GITLAB -> new GitLabDialect();
            case TEAMCITY -> new TeamCityDialect();
            case JENKINS -> new JenkinsDialect();
            case NONE -> PLAIN;
        };
    }

    /**
     * A part of the log begins, which can be folded and is not.
     *
     * @param id of letters, digits and {@code _.-}; no other part has it
     */
    default List<String> open(String id, String title, Instant at) {
        return List.of();
    }

    /** It ends. */
    default List<String> close(String id, String title, Instant at) {
        return List.of();
    }

    /** The server is to hide this value itself, in later steps of the job too. */
    default List<String> secret(String value) {
        return List.of();
    }

    /** An error at a place of a file. */
    default List<String> error(Problem problem) {
        return List.of();
    }

    /** Why the command failed. */
    default List<String> failure(List<Problem> problems) {
        return List.of();
    }

    /** What came of the command. */
    default List<String> facts(Facts facts) {
        return List.of();
    }

    /** A line of other origin, in which the server reads nothing. */
    default String harmless(String line) {
        return line;
    }

    /** Whether the server reads stdout alone. */
    default boolean readsStdout() {
        return false;
    }
}
