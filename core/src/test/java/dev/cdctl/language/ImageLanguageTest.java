package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.image.ImageSpec;
import dev.cdctl.artifact.image.TrialSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageLanguageTest {
    private static final String PUSH = "push: {images: 'registry.example:5000/team'}\n";

    @Test
    void anImageHasDefaultsForAllButItsName() {
        Pipeline pipeline = parse("name: books", PUSH);
        assertThat(pipeline.archives()).isEmpty();
        assertThat(pipeline.remarks()).hasSize(1);
        ImageSpec image = pipeline.images().get(0);
        assertThat(image.source())
                .isEqualTo(new ImageSpec.Source.Dockerfile("Dockerfile", ".", Map.of(), Optional.empty(), List.of()));
        assertThat(image.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(pipeline.push().orElseThrow().archives()).isEmpty();
    }

    @Test
    void theDockerfileIsThatOfTheContextAndArgumentsComeFromTheEnvironment() {
        ImageSpec image = parse("name: books, context: src, args: {BASE: '${BASE}'}, labels: {com.example/x: y}", PUSH)
                .images()
                .get(0);
        assertThat(image.source())
                .isEqualTo(new ImageSpec.Source.Dockerfile(
                        "src/Dockerfile", "src", Map.of("BASE", "debian"), Optional.empty(), List.of()));
        assertThat(image.labels()).containsEntry("com.example/x", "y");
    }

    @Test
    void aTestAsksForHealthOrRunsACommand() {
        TrialSpec trial = parse(
                        "name: books, test: {health: {http: /health, port: 8080, within: 5s}, run: [/bin/x, '']}", PUSH)
                .images()
                .get(0)
                .trial()
                .orElseThrow();
        assertThat(trial.health()).contains(new TrialSpec.Health.Http("/health", 8080, Duration.ofSeconds(5)));
        assertThat(trial.run()).containsExactly("/bin/x", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: books, args: {TOKEN: {secret: {env: X}}} | CD-470",
                "name: books, build: ./b.sh, target: x | CD-471",
                "name: books, test: {} | CD-472",
                "name: books, test: {health: {http: /}} | CD-472",
                "name: books, test: {health: {http: /, port: 1, command: [x]}} | CD-472",
                "name: books, labels: {org.opencontainers.image.version: x} | CD-133",
                "name: books, platform: windows | CD-113",
                "name: books, context: ../x | CD-113",
                "name: books, test: {run: ./x} | CD-112",
            })
    void whatCannotBeIsRefused(String image, String code) {
        assertThat(codes(image, PUSH)).containsExactly(code);
    }

    @Test
    void anImageNeedsARegistryThatIsNoUrl() {
        assertThat(codes("name: books", "")).containsExactly("CD-491");
        assertThat(codes("name: books", "push: {archives: 'file:../r'}\n")).containsExactly("CD-491");
        for (String wrong : List.of("https://r.example", "ana:pw@r.example", "r.example/Team", "r.example/a//b")) {
            assertThat(codes("name: books", "push: {images: '" + wrong + "'}\n"))
                    .as(wrong)
                    .containsExactly("CD-113");
        }
    }

    @Test
    void aReleaseWithoutImagesHasTheDigestThatItAlwaysHad() {
        ReleaseManifest archives =
                new ReleaseManifest(new Name("books"), new Version("1.0.0"), Optional.empty(), List.of());
        assertThat(archives.text()).doesNotContain("images");
        ReleaseManifest image =
                archives.with(List.of(new ReleaseManifest.Image(new Name("books"), Digest.of("x"), 7, "linux/amd64")));
        assertThat(image.release().digest()).isNotEqualTo(archives.release().digest());
        assertThat(ReleaseManifest.parse(image.text())).isEqualTo(image);
    }

    private static Pipeline parse(String image, String push) {
        String text = "service: books\npackage: [{image: {" + image + "}}]\n" + push
                + "run: {command: ./start.sh}\nenvironments: {integration: {}}\n";
        return PipelineFile.parse(text, Path.of("/project/pipeline.yaml"), Map.of("BASE", "debian"), Set.of());
    }

    private static List<String> codes(String image, String push) {
        Failure failure = catchThrowableOfType(Failure.class, () -> parse(image, push));
        return failure.problems().stream().map(Problem::code).toList();
    }
}
