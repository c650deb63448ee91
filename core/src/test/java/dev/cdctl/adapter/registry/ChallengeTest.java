package dev.cdctl.adapter.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void aBearerChallengeNamesItsTokenServer() {
        Challenge challenge = Challenge.parse(
                        "Bearer realm=\"https://auth.example/token\",service=\"registry\",scope=\"repository:a/b:pull,push\"")
                .orElseThrow();
        assertThat(challenge.isBearer()).isTrue();
        assertThat(challenge.get("realm")).contains("https://auth.example/token");
        assertThat(challenge.get("scope")).contains("repository:a/b:pull,push");
    }

    @Test
    void ofTwoChallengesTheBearerIsTaken() {
        Challenge challenge = Challenge.parse("Basic realm=\"x\", Bearer realm=\"https://auth.example/\", service=y")
                .orElseThrow();
        assertThat(challenge.get("realm")).contains("https://auth.example/");
        assertThat(challenge.get("service")).contains("y");
    }

    @Test
    void anUnknownChallengeIsNone() {
        assertThat(Challenge.parse("Negotiate")).isEmpty();
    }
}
