package dev.cdctl.cli.ci;

import dev.cdctl.Cdctl;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One job of a CI server.
 *
 * @param name of letters, digits and hyphens; no server has a word of its own like it
 * @param commands cdctl's command lines
 * @param packaged whether a release is there at its end, so that only that is handed on
 * @param environment where it deploys to
 * @param manual whether a person starts it
 */
record Job(String name, List<String> commands, boolean packaged, Optional<String> environment, boolean manual) {
    Job {
        commands = List.copyOf(commands);
    }

    /** The jobs of a pipeline, in order; each needs the one before it. */
    static List<Job> of(Cdctl cdctl) {
        List<Job> jobs = new ArrayList<>();
        List<String> stages = new ArrayList<>(cdctl.building().stages());
        int packaged = stages.indexOf("package");
        if (stages.contains("version-stamp") && packaged >= 0) {
            // Stamped sources are no new files, so no server hands them on: one job does it all.
            jobs.add(new Job("run-package", List.of("cdctl run --to package"), true, Optional.empty(), false));
            stages.subList(0, packaged + 1).clear();
        }
        boolean whole = !jobs.isEmpty();
        for (String stage : stages) {
            whole |= stage.equals("package");
            jobs.add(new Job("run-" + stage, List.of("cdctl run " + stage), whole, Optional.empty(), false));
        }
        List<EnvironmentSpec> environments = cdctl.pipeline().environments();
        for (EnvironmentSpec spec : environments) {
            boolean last = environments.size() > 1 && spec.equals(environments.get(environments.size() - 1));
            jobs.add(deployment(spec, spec.approval() || last));
        }
        return jobs;
    }

    private static Job deployment(EnvironmentSpec spec, boolean manual) {
        String name = spec.name().text();
        String deploy = "cdctl deploy -e " + name + " --lock-wait 10m";
        List<String> commands =
                spec.approval() ? List.of("cdctl approve -e " + name + " --yes", deploy) : List.of(deploy);
        return new Job("deploy-" + name, commands, true, Optional.of(name), manual);
    }
}
