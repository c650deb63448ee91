package dev.cdctl.cli.ci;

import java.util.List;

/** Words a declarative {@code Jenkinsfile}. */
final class Jenkins {
    private static final String HEAD = """
            // Runs pipeline.yaml. The agent needs cdctl, git and a JDK, and is the one where the environments' state is kept.
            // All stages share one workspace, so what a stage makes is there for the next one.
            pipeline {
                agent any
                options { disableConcurrentBuilds() }
                stages {
            """;
    private static final String FOOT = """
                }
                post {
                    always {
                        archiveArtifacts artifacts: '.cdctl/release.json, .cdctl/dist/**', allowEmptyArchive: true
                    }
                }
            }
            """;

    private Jenkins() {}

    static String text(List<Job> jobs) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Job job : jobs) {
            text.append("        stage('").append(job.name()).append("') {\n");
            job.environment()
                    .filter(name -> job.manual())
                    .ifPresent(name -> text.append("            input { message 'Deploy to ")
                            .append(name)
                            .append("?' }\n"));
            text.append("            steps {\n");
            job.commands()
                    .forEach(command ->
                            text.append("                sh '").append(command).append("'\n"));
            text.append("            }\n        }\n");
        }
        return text.append(FOOT).toString();
    }
}
