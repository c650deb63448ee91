package dev.cdctl.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.history.Caller;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallersTest {
    @Test
    void theJobsOfEachServerHaveAUserAndALink() {
        Caller gitLab = Callers.of(Map.of("GITLAB_USER_LOGIN", "ana", "CI_JOB_URL", "https://git.example/-/jobs/7"));
        assertThat(gitLab.who()).isEqualTo("ana");
        assertThat(gitLab.job()).contains("https://git.example/-/jobs/7");
        Caller jenkins = Callers.of(Map.of("USER", "jenkins", "BUILD_URL", "https://ci.example/job/shop/7/"));
        assertThat(jenkins.who()).isEqualTo("jenkins");
        assertThat(jenkins.job()).contains("https://ci.example/job/shop/7/");
        Caller gitHub = Callers.of(Map.of(
                "GITHUB_ACTOR",
                "ben",
                "GITHUB_SERVER_URL",
                "https://hub.example",
                "GITHUB_REPOSITORY",
                "shelf/shop",
                "GITHUB_RUN_ID",
                "42"));
        assertThat(gitHub.who()).isEqualTo("ben");
        assertThat(gitHub.job()).contains("https://hub.example/shelf/shop/actions/runs/42");
    }

    @Test
    void aPersonHasNoJobAndAHost() {
        Caller person = Callers.of(Map.of("USER", "ana", "CI_JOB_URL", ""));
        assertThat(person.job()).isEmpty();
        assertThat(person.host()).isNotBlank();
    }
}
