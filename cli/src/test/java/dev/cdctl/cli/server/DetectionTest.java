package dev.cdctl.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {
    private static Server detected(String... variables) {
        return Detection.of(Optional.empty(), "", map(variables)).server();
    }

    private static Map<String, String> map(String... variables) {
        return switch (variables.length) {
            case 0 -> Map.of();
            case 2 -> Map.of(variables[0], variables[1]);
            case 4 -> Map.of(variables[0], variables[1], variables[2], variables[3]);
            default -> Map.of(variables[0], variables[1], variables[2], variables[3], variables[4], variables[5]);
        };
    }

    @Test
    void eachServerIsKnownByItsVariables() {
        assertThat(detected("GITHUB_ACTIONS", "true")).isEqualTo(Server.GITHUB);
        assertThat(detected("GITLAB_CI", "true")).isEqualTo(Server.GITLAB);
        assertThat(detected("GITLAB_CI", "false", "CI_JOB_ID", "7")).isEqualTo(Server.GITLAB);
        assertThat(detected("BUILD_NUMBER", "7", "JOB_NAME", "books", "JENKINS_URL", "http://ci"))
                .isEqualTo(Server.JENKINS);
        assertThat(detected("BUILD_NUMBER", "7", "JOB_NAME", "books", "HUDSON_COOKIE", "c"))
                .isEqualTo(Server.JENKINS);
        assertThat(detected("TEAMCITY_VERSION", "2024.1")).isEqualTo(Server.TEAMCITY);
        assertThat(detected()).isEqualTo(Server.NONE);
        assertThat(detected("CI", "true")).isEqualTo(Server.NONE);
        assertThat(detected("BUILD_NUMBER", "7", "JOB_NAME", "books", "JENKINS_URL", ""))
                .isEqualTo(Server.NONE);
    }

    @Test
    void aWishWins() {
        Map<String, String> variables = Map.of("GITHUB_ACTIONS", "true");
        assertThat(Detection.of(Optional.of("none"), "--ci", variables)).isEqualTo(new Detection(Server.NONE, "--ci"));
        assertThat(Detection.of(Optional.of("auto"), "--ci", variables).server())
                .isEqualTo(Server.GITHUB);
    }

    @Test
    void aForkIsKnownByWhereTheChangeComesFrom() {
        assertThat(Fork.of(Map.of("CHANGE_ID", "7"))).isEmpty();
        assertThat(Fork.of(Map.of("CHANGE_ID", "7", "CHANGE_FORK", "mallory"))).isPresent();
        assertThat(Fork.of(Map.of("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7", "CI_MERGE_REQUEST_PROJECT_ID", "7")))
                .isEmpty();
        assertThat(Fork.of(Map.of("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "8", "CI_MERGE_REQUEST_PROJECT_ID", "7")))
                .isPresent();
    }

    @Test
    void aPullRequestOfGitHubTellsByItsEvent(@TempDir Path folder) throws IOException {
        String event = """
                {"repository": {"full_name": "shelf/books"},
                 "pull_request": {"head": {"repo": {"full_name": "%s"}}}}
                """;
        Path own = Files.writeString(folder.resolve("own"), event.formatted("shelf/books"));
        Path fork = Files.writeString(folder.resolve("fork"), event.formatted("mallory/books"));
        assertThat(github("pull_request", own.toString())).isEmpty();
        assertThat(github("pull_request", fork.toString())).isPresent();
        assertThat(github("pull_request_target", fork.toString())).isPresent();
        assertThat(github("pull_request", folder.resolve("none").toString())).isPresent();
        assertThat(github("push", fork.toString())).isEmpty();
    }

    private static Optional<String> github(String event, String file) {
        return Fork.of(Map.of("GITHUB_EVENT_NAME", event, "GITHUB_EVENT_PATH", file));
    }
}
