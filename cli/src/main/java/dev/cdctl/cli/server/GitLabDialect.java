package dev.cdctl.cli.server;

import java.time.Instant;
import java.util.List;

/** Sections of a GitLab job's log; the error is told after them, where nobody has to unfold anything. */
final class GitLabDialect implements Dialect {
    private static final String CLEAR = "\u001b[0K";

    @Override
    public List<String> open(String id, String title, Instant at) {
        return List.of(CLEAR + "section_start:" + at.getEpochSecond() + ":" + id + "\r" + CLEAR + title);
    }

    @Override
    public List<String> close(String id, String title, Instant at) {
        return List.of(CLEAR + "section_end:" + at.getEpochSecond() + ":" + id + "\r" + CLEAR);
    }
}
