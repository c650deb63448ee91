package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An instance has as long to end as its requests were given. */
class StopTimeoutTest {
    @Test
    void lessTimeToEndThanTheDrainIsRemarkedWithBothPlaces() {
        assertThat(remarks("{command: ./start.sh, stop-timeout: 5s}", "{drain: 30s}"))
                .containsExactly(
                        "in 'integration' 'stop-timeout' (5.0 s, /project/pipeline.yaml:2:28) is shorter than 'drain'"
                                + " (30.0 s, /project/pipeline.yaml:3:30): requests that outlive the drain are cut off when their"
                                + " instance is ended");
    }

    @Test
    void whatIsNotWrittenCountsByItsDefault() {
        assertThat(remarks("{command: ./start.sh}", "{drain: 1m}"))
                .singleElement()
                .asString()
                .contains("(30.0 s, by default)", "(60.0 s, /project/pipeline.yaml:3:30)");
        assertThat(remarks("{command: ./start.sh, stop-timeout: 5s}", "{}"))
                .singleElement()
                .asString()
                .contains("(30.0 s, by default)");
    }

    @Test
    void enoughTimeIsNotRemarked() {
        assertThat(remarks("{command: ./start.sh}", "{}")).isEmpty();
        assertThat(remarks("{command: ./start.sh, stop-timeout: 5s}", "{drain: 5s}"))
                .isEmpty();
        assertThat(remarks("{command: ./start.sh}", "{drain: 1m, run: {stop-timeout: 1m}}"))
                .isEmpty();
    }

    @Test
    void whatServesNobodyHasNoRequests() {
        String roles = "{stop-timeout: 5s, roles: {mail: {kind: worker, command: ./mail.sh}}}";
        assertThat(remarks(roles, "{}")).isEmpty();
    }

    private static List<String> remarks(String run, String environment) {
        String text = "service: books\nrun: " + run + "\nenvironments: {integration: " + environment + "}\n"
                + "package: [{archive: {name: books, files: [start.sh]}}]\n";
        return PipelineFile.parse(text, Path.of("/project/pipeline.yaml"), Map.of(), Set.of())
                .remarks();
    }
}
