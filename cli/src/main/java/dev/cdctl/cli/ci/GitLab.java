package dev.cdctl.cli.ci;

import java.util.List;

/** Words {@code .gitlab-ci.yml}. */
final class GitLab {
    private static final String HEAD = """
            # Runs pipeline.yaml. The runner needs cdctl, git and a JDK. Jobs that deploy run where the environment's state
            # is kept: give them the tags of that runner, which must not be a container that ends with the job.
            variables:
              GIT_DEPTH: "0"            # the version comes from the tags
            """;

    private GitLab() {}

    static String text(List<Job> jobs) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("\nstages: [")
                .append(String.join(", ", jobs.stream().map(Job::name).toList()))
                .append("]\n");
        String before = "";
        for (Job job : jobs) {
            text.append('\n').append(job(job, before));
            before = job.environment().isPresent() ? before : job.name();
        }
        return text.toString();
    }

    private static String job(Job job, String before) {
        StringBuilder text = new StringBuilder(job.name() + ":\n  stage: " + job.name() + "\n  script:\n");
        job.commands().forEach(command -> text.append("    - ").append(command).append('\n'));
        text.append("  dependencies: [").append(before).append("]\n");
        job.environment()
                .ifPresentOrElse(
                        name -> text.append("  environment: ")
                                .append(name)
                                .append("\n  resource_group: ")
                                .append(name)
                                .append("\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n")
                                .append(job.manual() ? "      when: manual\n" : ""),
                        () -> text.append("  artifacts:\n    expire_in: 1 week\n")
                                .append(
                                        job.packaged()
                                                ? "    paths: [.cdctl/release.json, .cdctl/dist/]\n"
                                                : "    untracked: true           # what the stage made\n"));
        return text.toString();
    }
}
