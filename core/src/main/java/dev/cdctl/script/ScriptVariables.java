package dev.cdctl.script;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables that every script gets, see docs/stages.md.
 *
 * @param values by name; what is not known is not there
 */
public record ScriptVariables(Map<String, String> values) {
    /**
     * The variable that marks what a script started: ids, the outermost script's first. What must outlive the script,
     * such as an instance that a nested deployment starts, takes it off and makes a session of its own.
     */
    public static final String SCRIPT_ID = "CDCTL_SCRIPT_ID";

    /** Copies the map. */
    public ScriptVariables {
        values = Map.copyOf(values);
    }

    /** What is always known. */
    public static ScriptVariables of(Name service, String runId, Path repository) {
        return new ScriptVariables(Map.of(
                "CDCTL_SERVICE", service.text(),
                "CDCTL_RUN_ID", runId,
                "CDCTL_FOLDER", repository.toAbsolutePath().normalize().toString()));
    }

    /** The same with {@code CDCTL_VERSION}. */
    public ScriptVariables version(Version version) {
        return plus("CDCTL_VERSION", version.text());
    }

    /** The same with {@code CDCTL_COMMIT}. */
    public ScriptVariables commit(Commit commit) {
        return plus("CDCTL_COMMIT", commit.id());
    }

    /** The same with {@code CDCTL_STAGE}. */
    public ScriptVariables stage(Name stage) {
        return plus("CDCTL_STAGE", stage.text());
    }

    /** The same with {@code CDCTL_ENVIRONMENT}. */
    public ScriptVariables environment(Name environment) {
        return plus("CDCTL_ENVIRONMENT", environment.text());
    }

    /** The same with {@code CDCTL_URL} and {@code CDCTL_COLOUR}: what a verify script is to look at. */
    public ScriptVariables target(String url, Colour colour) {
        return plus("CDCTL_URL", url).plus("CDCTL_COLOUR", colour.word());
    }

    /** The same with a script's own variables, which win. */
    public ScriptVariables plus(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(own);
        return new ScriptVariables(all);
    }

    /** The same without that one. */
    public ScriptVariables without(String name) {
        Map<String, String> all = new HashMap<>(values);
        all.remove(name);
        return new ScriptVariables(all);
    }

    private ScriptVariables plus(String name, String value) {
        return plus(Map.of(name, value));
    }
}
