package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.spec.EnvironmentSpec.Verify;
import java.time.Duration;
import java.util.Map;

/** What steps have done by others. */
public interface Tools {
    /**
     * Runs a script in the folder of pipeline.yaml to its end.
     *
     * @param what the name of its log file
     * @param variables what is added to the environment of cdctl, besides the script's own
     * @throws dev.cdctl.model.Failure failed, with its exit status and the end of what it wrote
     */
    void script(String what, Verify script, Map<String, String> variables);

    /** Has the instances of a deployment ended after that time, when this process is gone, unless it is live then. */
    void retireLater(String deployment, Duration after);

    /** Removes everything that is kept of the environment outside of the store, and what {@link #retireLater} left. */
    void forget();
}
