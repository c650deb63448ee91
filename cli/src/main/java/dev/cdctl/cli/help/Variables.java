package dev.cdctl.cli.help;

import java.util.ArrayList;
import java.util.List;

/** The environment variables that cdctl itself reads. */
enum Variables {
    CDCTL_FILE("default of --file"),
    CDCTL_ENVIRONMENT("default of --environment"),
    CDCTL_OUTPUT("default of --output"),
    CDCTL_CI("default of --ci"),
    CDCTL_TIMEOUT("default of --timeout, for the commands that have it"),
    CDCTL_JAVA_OPTS("options for the JVM, read by the launcher"),
    JAVA_HOME("the JDK or JRE to run on; else the java on PATH"),
    NO_COLOR("no colour at all when not empty"),
    FORCE_COLOR("colour also without a terminal when not empty and not 0"),
    CLICOLOR_FORCE("the same"),
    TERM("no colour and no live display when empty or dumb"),
    COLUMNS("the width of the terminal, when not asked from it"),
    CI("no start-up archive is made when not empty"),
    XDG_STATE_HOME("where state and reports of crashes go; ~/.local/state unless set"),
    XDG_CACHE_HOME("where the start-up archive and what stages made go; ~/.cache unless set"),
    CDCTL_STAGE_CACHE("how much of what stages made is kept, such as 500M; 2G unless set, 0 for nothing");

    private final String meaning;

    Variables(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("Environment variables that cdctl reads:", ""));
        for (Variables variable : values()) {
            lines.add(Paragraphs.row(variable.name(), variable.meaning()));
        }
        lines.addAll(List.of("", "An option on the command line wins over its variable."));
        return lines;
    }
}
