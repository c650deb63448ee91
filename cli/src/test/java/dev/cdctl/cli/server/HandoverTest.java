package dev.cdctl.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {
    private final Path folder;
    private final List<Problem> warnings = new ArrayList<>();

    HandoverTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Json.Obj document(String version, int artifacts) {
        List<Json.Obj> items = IntStream.range(0, artifacts)
                .mapToObj(i -> Json.object()
                        .put("name", "book-" + i)
                        .put("digest", "sha256:" + i)
                        .build())
                .toList();
        Json.Obj deployment = Json.object()
                .put("environment", "integration")
                .put("colour", "blue")
                .put("deployment", "d-1")
                .put("urls", Json.ofTexts(List.of("http://127.0.0.1:18080/")))
                .build();
        return Json.object()
                .put("kind", "run")
                .put("version", version)
                .put("digest", "sha256:ab")
                .put("artifacts", Json.of(items))
                .put("deployments", Json.of(List.of(deployment)))
                .build();
    }

    private Handover handover(Server server) {
        Map<String, String> variables = Map.of(
                "GITHUB_OUTPUT", folder.resolve("output").toString(),
                "GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        return new Handover(server, variables, folder.resolve(".cdctl"), warnings::add);
    }

    @Test
    void gitLabGetsADotenvFileThatItTakes() throws IOException {
        handover(Server.GITLAB).succeeded(document("1.4.2", 1));
        assertThat(folder.resolve(".cdctl/ci.env")).hasContent("""
                RELEASE_VERSION=1.4.2
                RELEASE_DIGEST=sha256:ab
                RELEASE_ENVIRONMENT=integration
                RELEASE_COLOUR=blue
                RELEASE_DEPLOYMENT=d-1
                RELEASE_URL=http://127.0.0.1:18080/
                RELEASE_ARTIFACT_BOOK_0=sha256:0
                """);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatCannotBeSaidIsLeftOutAndNamed() throws IOException {
        for (String hostile : List.of("1\nEVIL=1", "1\rEVIL=1", "$(id)", "'1'", "\"1\"", "`id`", "", " 1", "\u00e9")) {
            warnings.clear();
            handover(Server.GITLAB).succeeded(document(hostile, 0));
            assertThat(Files.readAllLines(folder.resolve(".cdctl/ci.env")))
                    .as(hostile)
                    .noneMatch(line -> line.startsWith("RELEASE_VERSION") || line.startsWith("EVIL"));
            assertThat(warnings).extracting(Problem::code).containsExactly("CD-851");
            assertThat(warnings.get(0).what()).contains("RELEASE_VERSION");
        }
    }

    @Test
    void thereAreNoMoreThanTwelve() throws IOException {
        handover(Server.JENKINS).succeeded(document("1.4.2", 20));
        assertThat(Files.readAllLines(folder.resolve(".cdctl/ci.properties"))).hasSize(12);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void noValueOfGitHubEndsItselfAndBeginsAnother() throws IOException {
        handover(Server.GITHUB).succeeded(document("1\nend_\nevil<<x\n2\nx", 0));
        List<String> lines = Files.readAllLines(folder.resolve("output"));
        List<String> names = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String[] head = lines.get(at).split("<<", 2);
            names.add(head[0]);
            at += lines.subList(at + 1, lines.size()).indexOf(head[1]) + 1;
        }
        assertThat(names).containsExactly("version", "digest", "environment", "colour", "deployment", "url");
    }

    @Test
    void theSummaryIsTextAlone() throws IOException {
        handover(Server.GITHUB).succeeded(document("1|2\n# <img src=x> [a](b)", 0));
        assertThat(Files.readString(folder.resolve("summary")))
                .contains("### cdctl run")
                .doesNotContain("<img", "1|2", "[a]", "\n# ");
        handover(Server.GITHUB)
                .failed(Json.object()
                        .put("exit", 8)
                        .put("meaning", "rolled back")
                        .build());
        assertThat(Files.readString(folder.resolve("summary"))).contains("exit 8: rolled back");
    }

    @Test
    void aFailureTakesAwayWhatAnEarlierCommandSaid() {
        handover(Server.JENKINS).succeeded(document("1.4.2", 0));
        handover(Server.JENKINS).failed(Json.object().put("exit", 1).build());
        assertThat(folder.resolve(".cdctl/ci.properties")).doesNotExist();
    }

    @Test
    void nothingIsWrittenOutsideOfCi() throws IOException {
        handover(Server.NONE).succeeded(document("1.4.2", 1));
        handover(Server.NONE).failed(Json.object().put("exit", 1).build());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
