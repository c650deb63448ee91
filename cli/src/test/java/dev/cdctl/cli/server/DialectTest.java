package dev.cdctl.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DialectTest {
    private static final Instant AT = Instant.ofEpochSecond(1560896352);
    private static final Map<String, String> RUNNER =
            Map.of("GITHUB_ACTIONS", "true", "GITHUB_WORKSPACE", "/work/books");
    private static final Problem HOSTILE = Problem.of("CD-101", "no 50%\r\n::set-env name=A::b")
            .at(new Origin("/work/books/a,b:c.yaml", 41, 14, "x"))
            .remedy("mend it");

    @Test
    void gitLabSectionsAreTheseBytes() {
        Dialect gitlab = Dialect.of(Server.GITLAB, Map.of());
        assertThat(gitlab.open("build", "Build", AT))
                .containsExactly("\u001b[0Ksection_start:1560896352:build\r\u001b[0KBuild");
        assertThat(gitlab.close("build", "Build", AT))
                .containsExactly("\u001b[0Ksection_end:1560896352:build\r\u001b[0K");
    }

    @Test
    void gitHubCommandsAreOneLineWhateverIsInThem() {
        Dialect github = Dialect.of(Server.GITHUB, RUNNER);
        assertThat(github.open("id", "a\n::error::b", AT)).containsExactly("::group::a%0A::error::b");
        assertThat(github.error(HOSTILE))
                .containsExactly("::error file=a%2Cb%3Ac.yaml,line=41,col=14,title=CD-101::"
                        + "no 50%25%0D%0A::set-env name=A::b%0Amend it");
        assertThat(github.secret("50% off")).containsExactly("::add-mask::50%25 off");
    }

    @Test
    void noSecretIsWrittenWhereNoRunnerTakesItOut() {
        assertThat(Dialect.of(Server.GITHUB, Map.of()).secret("hunter2")).isEmpty();
    }

    @Test
    void teamCityEscapesEverythingThatMatters() {
        assertThat(Dialect.of(Server.TEAMCITY, Map.of()).failure(List.of(Problem.of("CD-302", "a'b|c[d]\n\r\u00e9"))))
                .containsExactly(
                        "##teamcity[buildProblem description='CD-302 a|'b||c|[d|]|n|r|0x00E9'" + " identity='CD-302']");
    }

    @Test
    void teamCityLearnsTheVersion() {
        Facts facts = Facts.of(
                Json.object().put("kind", "push").put("version", "1.4.2").build());
        assertThat(Dialect.of(Server.TEAMCITY, Map.of()).facts(facts))
                .containsExactly(
                        "##teamcity[buildNumber '1.4.2']",
                        "##teamcity[setParameter name='env.RELEASE_VERSION' value='1.4.2']");
    }

    @Test
    void nothingIsReadInLinesOfOtherOrigin() {
        assertThat(Dialect.of(Server.GITHUB, RUNNER).harmless("  ::stop-commands::x"))
                .isEqualTo("  : :stop-commands::x");
        assertThat(Dialect.of(Server.GITHUB, RUNNER).harmless("a ##[add-mask]b"))
                .isEqualTo("a # #[add-mask]b");
        assertThat(Dialect.of(Server.TEAMCITY, Map.of()).harmless("a ##teamcity[b]"))
                .isEqualTo("a # #teamcity[b]");
        assertThat(Dialect.of(Server.JENKINS, Map.of()).harmless("\u001b[8mha:AAA"))
                .isEqualTo("ha:AAA");
    }
}
