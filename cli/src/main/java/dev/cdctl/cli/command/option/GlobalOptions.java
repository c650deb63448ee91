package dev.cdctl.cli.command.option;

import dev.cdctl.cli.server.Detection;
import java.util.List;

/** The options that every command has. */
public final class GlobalOptions {
    /** The file that describes the pipeline. */
    public static final Option FILE = Option.value(
                    "--file",
                    "FILE",
                    "The pipeline's file, pipeline.yaml in the current folder unless given; or a store that has it, such"
                            + " as consul://consul:8500/teams/cdctl#SERVICE")
            .shortly("-f")
            .variable("CDCTL_FILE");
    /** The environment that the command is about. */
    public static final Option ENVIRONMENT = Option.value("--environment", "NAME", "The environment")
            .shortly("-e")
            .variable("CDCTL_ENVIRONMENT");
    /** The form of the answer. */
    public static final Option OUTPUT = Option.value(
                    "--output",
                    "FORM",
                    "The answer on stdout as text, as one JSON document, or as JSON lines: one for each event, the answer last")
            .shortly("-o")
            .choices("text", "json", "jsonl")
            .variable("CDCTL_OUTPUT");
    /** A file for the JSON document. */
    public static final Option RESULT_FILE =
            Option.value("--result-file", "FILE", "Write the JSON document to this file too, also on failure");
    /** When to use colour. */
    public static final Option COLOR =
            Option.value("--color", "WHEN", "Colour on a terminal").choices("auto", "always", "never");
    /** The CI server that reads along. */
    public static final Option CI = Option.value(
                    "--ci", "SERVER", "Write for this CI server; auto finds out by its variables")
            .choices("auto", "none", "github", "gitlab", "jenkins", "teamcity")
            .variable("CDCTL_CI");
    /** Less talk. */
    public static final Option QUIET =
            Option.flag("--quiet", "Say only what went wrong").shortly("-q");
    /** More talk. */
    public static final Option VERBOSE =
            Option.flag("--verbose", "Say more, and cut no output short").shortly("-v");
    /** Agreement in advance. */
    public static final Option YES = Option.flag("--yes", "Do it without asking");
    /** Help on the command. */
    public static final Option HELP =
            Option.flag("--help", "Tell how to use the command").shortly("-h");

    /** All of them, in the order of help. */
    public static final List<Option> ALL =
            List.of(FILE, ENVIRONMENT, OUTPUT, RESULT_FILE, COLOR, CI, QUIET, VERBOSE, YES, HELP);

    private GlobalOptions() {}

    /** The CI server that reads along, by the option or by what its job has set. */
    public static Detection server(Values values) {
        String origin = values.typed().containsKey(CI.name()) ? CI.name() : CI.variable();
        return Detection.of(values.value(CI), origin, values.variables());
    }
}
