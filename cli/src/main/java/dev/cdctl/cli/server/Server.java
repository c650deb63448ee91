package dev.cdctl.cli.server;

import java.util.Locale;

/** A CI server whose job cdctl may be. */
public enum Server {
    NONE,
    GITHUB,
    GITLAB,
    /** Hudson too. */
    JENKINS,
    TEAMCITY;

    /** As users type it: {@code github}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
