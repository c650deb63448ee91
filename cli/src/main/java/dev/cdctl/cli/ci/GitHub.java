package dev.cdctl.cli.ci;

import java.util.List;

/** Words a workflow of GitHub Actions. */
final class GitHub {
    private static final String HEAD = """
            # Runs pipeline.yaml. The runner needs cdctl, git and a JDK. Jobs that deploy run where the environment's state
            # is kept: give them the labels of that runner. A person starts a deployment when the environment has required
            # reviewers (Settings, Environments).
            name: cdctl
            on: [push]
            jobs:
            """;
    private static final String CHECKOUT = """
                steps:
                  - uses: actions/checkout@v4
                    with: {fetch-depth: 0}      # the version comes from the tags
            """;
    private static final String DOWNLOAD = """
                  - uses: actions/download-artifact@v4
                    with: {name: %s, path: "${{ runner.temp }}"}
                  - run: tar -xzf "$RUNNER_TEMP/handover.tgz"
            """;
    private static final String UPLOAD = """
                  - run: %s
                  - uses: actions/upload-artifact@v4
                    with: {name: %s, path: "${{ runner.temp }}/handover.tgz"}
            """;
    private static final String WHOLE = "tar -czf \"$RUNNER_TEMP/handover.tgz\" .cdctl/release.json .cdctl/dist";

    /** A plain upload would lose which files can be executed. */
    private static final String UNTRACKED =
            "git ls-files --others -z | tar --null -czf \"$RUNNER_TEMP/handover.tgz\" -T -";

    private GitHub() {}

    static String text(List<Job> jobs) {
        StringBuilder text = new StringBuilder(HEAD);
        String made = "";
        String before = "";
        for (Job job : jobs) {
            text.append("  ").append(job.name()).append(":\n    runs-on: self-hosted\n");
            text.append(before.isEmpty() ? "" : "    needs: " + before + "\n").append(deployment(job));
            text.append(CHECKOUT).append(made.isEmpty() ? "" : DOWNLOAD.formatted(made));
            job.commands()
                    .forEach(command ->
                            text.append("      - run: ").append(command).append('\n'));
            if (job.environment().isEmpty()) {
                text.append(UPLOAD.formatted(job.packaged() ? WHOLE : UNTRACKED, job.name()));
                made = job.name();
            }
            before = job.name();
        }
        return text.toString();
    }

    private static String deployment(Job job) {
        return job.environment()
                .map(name -> "    if: github.ref_name == github.event.repository.default_branch\n    environment: "
                        + name + "\n    concurrency: " + name + "\n")
                .orElse("");
    }
}
