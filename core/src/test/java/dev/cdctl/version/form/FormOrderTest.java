package dev.cdctl.version.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Version;
import dev.cdctl.version.source.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each tool takes its form, and sorts it as semver sorts the versions. */
class FormOrderTest {
    private static final List<String> NUMBERS =
            List.of("0.9.9", "1.4.2", "1.4.3", "1.4.10", "1.10.0", "2.0.0", "10.0.1");

    /** What follows the numbers, in semver's order; the third part of a development build is its commit. */
    private static final List<String> RESTS = List.of(
            "-alpha",
            "-alpha.1",
            "-alpha.2",
            "-alpha.10",
            "-alpha.10.dev.3.gf3a9c810",
            "-beta.1",
            "-beta.9",
            "-beta.11",
            "-dev.0.gabcdef01.dirty.f0123456",
            "-dev.1.g00000000",
            "-dev.2.gffffffff",
            "-dev.9.g12345678",
            "-dev.10.ge1234567",
            "-dev.11.r1234",
            "-dev.100.gaaaaaaaa.dirty.c0ffee00",
            "-milestone.1",
            "-milestone.12",
            "-rc.1",
            "-rc.1.dev.2.g3f2a9c81",
            "-rc.1.dev.12.r99",
            "-rc.2",
            "-rc.10",
            "");

    private static final List<Version> ASCENDING = NUMBERS.stream()
            .flatMap(numbers -> RESTS.stream().map(rest -> new Version(numbers + rest)))
            .toList();

    private final Path temp;

    FormOrderTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void theVersionsOfThisTestAscend() {
        assertThat(ASCENDING.stream()
                        .map(version -> Semver.parse(version.text()).orElseThrow()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void mavenSortsEachPairAsSemverDoes() {
        List<ComparableVersion> maven = ASCENDING.stream()
                .map(version -> new ComparableVersion(Form.MAVEN.of(version)))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < maven.size(); i++) {
            for (int k = i + 1; k < maven.size(); k++) {
                if (maven.get(i).compareTo(maven.get(k)) >= 0 || maven.get(k).compareTo(maven.get(i)) <= 0) {
                    wrong.add(maven.get(i) + " and " + maven.get(k));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(new ComparableVersion("1.4.3-dev.1")).isGreaterThan(new ComparableVersion("1.4.3"));
        assertThat(new ComparableVersion("1.4.2+7"))
                .isGreaterThan(new ComparableVersion("1.4.2"))
                .isLessThan(new ComparableVersion("1.4.3-alpha"));
    }

    @Test
    void dpkgSortsThemAsSemverDoes() {
        StringBuilder script = new StringBuilder();
        for (Version version : ASCENDING) {
            script.append("dpkg --validate-version ")
                    .append(Form.DEBIAN.of(version))
                    .append('\n');
        }
        pairs().forEach(pair -> {
            String less = Form.DEBIAN.of(ASCENDING.get(pair[0])) + " lt " + Form.DEBIAN.of(ASCENDING.get(pair[1]));
            script.append("dpkg --compare-versions ")
                    .append(less)
                    .append(" || echo ")
                    .append(less)
                    .append('\n');
        });
        assertThat(sh(script.toString())).isEmpty();
        assertThat(sh("dpkg --compare-versions 1.4.3-dev.1 lt 1.4.3 || echo no"))
                .isEqualTo("no\n");
    }

    @Test
    void npmTakesThemAndSortsThemAsSemverDoes() throws IOException {
        StringBuilder list = new StringBuilder();
        ASCENDING.forEach(version -> list.append(Form.NPM.of(version)).append('\n'));
        Files.writeString(temp.resolve("versions"), list);
        String script = """
                const fs = require('fs');
                const semver = require('module').createRequire(fs.realpathSync(process.argv[1]))('semver');
                const all = fs.readFileSync('versions', 'utf8').trim().split('\\n');
                all.filter(v => semver.valid(v) !== v).forEach(v => console.log('not valid: ' + v));
                for (let i = 0; i < all.length; i++)
                    for (let k = i + 1; k < all.length; k++)
                        if (!semver.lt(all[i], all[k])) console.log(all[i] + ' is not before ' + all[k]);
                console.log(all.length + ' compared');
                """;
        Files.writeString(temp.resolve("compare.js"), script);
        assertThat(sh("node -e \"$(cat compare.js)\" \"$(command -v npm)\""))
                .isEqualTo(ASCENDING.size() + " compared\n");
    }

    @Test
    void npmWritesTheFormIntoAPackage() throws IOException {
        Files.writeString(temp.resolve("package.json"), "{\"name\": \"x\", \"version\": \"0.0.0\"}");
        String form = Form.NPM.of(new Version("1.4.3-dev.5.g3f2a9c81+7"));
        sh("npm version --offline --no-update-notifier --no-git-tag-version " + form);
        assertThat(Files.readString(temp.resolve("package.json")).replaceAll("\\s", ""))
                .contains("\"version\":\"" + form + "\"");
    }

    /** The grammar of a tag in the distribution project's reference package. */
    @Test
    void eachVersionBecomesATagOfDocker() {
        Random random = new Random(42);
        String characters = "abcXYZ0189._+-";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder("v");
            random.ints(random.nextInt(128), 0, characters.length()).forEach(at -> text.append(characters.charAt(at)));
            if (Version.isValid(text.toString())) {
                assertThat(Form.DOCKER.of(new Version(text.toString()))).matches("[\\w][\\w.-]{0,127}");
            }
        }
        assertThat(ASCENDING.stream().map(Form.DOCKER::of)).doesNotHaveDuplicates();
    }

    @Test
    void theFourNumbersAreNeverInReverse() {
        Random random = new Random(42);
        List<String> rests =
                RESTS.stream().filter(rest -> !rest.matches("-(alpha|beta).*")).toList();
        for (int i = 0; i < 20_000; i++) {
            Version one = any(random, rests);
            Version other = any(random, rests);
            Semver first = Semver.parse(one.text()).orElseThrow();
            Semver second = Semver.parse(other.text()).orElseThrow();
            int order = Arrays.compare(numbers(one), numbers(other));
            assertThat(order * Integer.signum(first.compareTo(second)))
                    .as(one + " and " + other)
                    .isNotNegative();
        }
    }

    /** .NET's documented limit is 65534; the compiler of Mono takes one more, and refuses what 16 bits cannot hold. */
    @ParameterizedTest
    @CsvSource({"65534.65534.65534.65534, taken", "1.4.2.5, taken", "1.65536.0.0, refused", "1.4.2.70000, refused"})
    void theCompilerTakesTheNumbersThatTheFormTakes(String version, String how) throws IOException {
        Files.writeString(temp.resolve("a.cs"), "[assembly: System.Reflection.AssemblyVersion(\"" + version + "\")]\n");
        assertThat(sh("mcs -target:library -out:a.dll a.cs >mcs.log 2>&1 && echo taken || echo refused"))
                .isEqualTo(how + "\n");
        assertThat(Form.NUMERIC.find(new Version(version)).isPresent()).isEqualTo(how.equals("taken"));
    }

    private static Version any(Random random, List<String> rests) {
        String numbers = random.nextInt(3) + "." + random.nextInt(3) + "." + (1 + random.nextInt(3));
        return new Version(numbers + rests.get(random.nextInt(rests.size())));
    }

    private static int[] numbers(Version version) {
        return Stream.of(Form.NUMERIC.of(version).split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** Neighbours, and every pair with the same numbers. */
    private static Stream<int[]> pairs() {
        return IntStream.range(0, ASCENDING.size())
                .boxed()
                .flatMap(i -> IntStream.range(
                                i + 1, Math.min(ASCENDING.size(), Math.max(i + 2, i < RESTS.size() ? RESTS.size() : 0)))
                        .mapToObj(k -> new int[] {i, k}));
    }

    private String sh(String script) {
        try {
            Map<String, String> variables = Map.of(
                    "PATH", Objects.requireNonNull(System.getenv("PATH")), "HOME", temp.toString(), "LC_ALL", "C");
            CommandRun.Answer answer = new CommandRun(
                            List.of("sh", "-c", script), temp, variables, Duration.ofSeconds(120))
                    .run(new byte[0]);
            assertThat(answer.errors()).isEmpty();
            return answer.output();
        } catch (IOException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
