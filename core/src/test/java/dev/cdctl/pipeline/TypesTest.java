package dev.cdctl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesTest {
    private static <T> Optional<T> read(Type<T> type, String text) {
        Reading reading = Reading.of(Path.of("/repo/p.yaml"), Map.of());
        Optional<T> value = type.read(new Node.Scalar(text, true, new Origin("p.yaml", 1, 1, "")), reading);
        assertThat(reading.problems().isEmpty()).as(text).isEqualTo(value.isPresent());
        reading.problems().forEach(problem -> {
            assertThat(problem.origin()).isPresent();
            assertThat(problem.what() + problem.why() + problem.remedy()).doesNotContainPattern("\\p{Cntrl}");
        });
        return value;
    }

    static Stream<String> hostileNames() {
        return Stream.of(
                "x;$(id)",
                "`id`",
                "a&&b",
                "p|cat",
                "--upload-pack=x",
                "-rf",
                "\"",
                "'",
                "<script>",
                "${IFS}",
                "..",
                ".",
                "a/../b",
                "/etc",
                "a b",
                "a\nb",
                "\u0000",
                "\u202Ereversed",
                "\uFF0E\uFF0E",
                "a\\b",
                "UPPER",
                "ä",
                "",
                " ",
                "a--b",
                "-a",
                "a-",
                "9a",
                "x".repeat(64),
                "con.txt",
                "\u001b[2J");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void namesRefuseWhatAShellOrAFolderWouldActOn(String text) {
        assertThat(read(Types.name(), text)).isEmpty();
        assertThat(read(Types.variable(), text).filter(name -> !name.matches("[A-Za-z]+")))
                .isEmpty();
        assertThat(read(Types.integer(0, 9), text)).isEmpty();
        assertThat(read(Types.duration(), text)).isEmpty();
        assertThat(read(Types.truth(), text)).isEmpty();
        assertThat(read(Paths.url(), text)).isEmpty();
        assertThat(read(Paths.fileUrl(), text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "a/../../b",
                "a/..",
                "/etc/passwd",
                "//x",
                "C:\\x",
                "c:/x",
                "C:",
                "\\\\server\\share",
                "a\\..\\b",
                "a\u0000b",
                "a\nb",
                "\uFF0E\uFF0E/x",
                "\u2025/x",
                "",
                "   ",
                "{..,a}/x",
                "a/{b,..}/c",
                "./../x"
            })
    void pathsCannotLeaveTheRepository(String text) {
        assertThat(read(Paths.relative(), text)).isEmpty();
        assertThat(read(Paths.glob(), text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "./a", ".", "a/b.c", "a b/ü", "...", "..a", "$(id)", "-rf", "~x", "a;b", "a/"})
    void pathsInsideTheRepositoryAreReadAsTheyAre(String text) {
        assertThat(read(Paths.relative(), text)).contains(text);
    }

    @Test
    void globsMustBeWellFormed() {
        assertThat(read(Paths.glob(), "**/*.{jar,war}")).contains("**/*.{jar,war}");
        assertThat(read(Paths.glob(), "[ab]?")).contains("[ab]?");
        assertThat(read(Paths.glob(), "[ab")).isEmpty();
        assertThat(read(Paths.glob(), "{a,b")).isEmpty();
        assertThat(read(Paths.glob(), "a".repeat(2000))).isEmpty();
    }

    @Test
    void durationsHaveOneUnit() {
        assertThat(read(Types.duration(), "500ms")).contains(Duration.ofMillis(500));
        assertThat(read(Types.duration(), "10s")).contains(Duration.ofSeconds(10));
        assertThat(read(Types.duration(), "5m")).contains(Duration.ofMinutes(5));
        assertThat(read(Types.duration(), "2h")).contains(Duration.ofHours(2));
        assertThat(read(Types.duration(), "0s")).contains(Duration.ZERO);
        assertThat(read(Types.positiveDuration(), "0s")).isEmpty();
        for (String wrong :
                List.of("", "10", "s", "-1s", "1.5s", "1h30m", "1 s", "1S", "1d", "9999999999s", "999999999h", "١s")) {
            assertThat(read(Types.duration(), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void integersAreDecimalAndInRange() {
        assertThat(read(Types.integer(0, 100), "0")).contains(0);
        assertThat(read(Types.integer(0, 100), "100")).contains(100);
        for (String wrong : List.of("", "101", "-1", "010", "0x1", "1_0", "1.0", "+1", " 1", "99999999999999", "١")) {
            assertThat(read(Types.integer(0, 100), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void truthHasTwoWords() {
        assertThat(read(Types.truth(), "true")).contains(true);
        assertThat(read(Types.truth(), "false")).contains(false);
        for (String wrong : List.of("yes", "no", "on", "off", "True", "1")) {
            assertThat(read(Types.truth(), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void patternsHaveExactlyOneGroup() {
        assertThat(read(Types.pattern(), "v=(.*)")).contains("v=(.*)");
        assertThat(read(Types.pattern(), "(?:a|b)(c)")).contains("(?:a|b)(c)");
        for (String wrong : List.of("", "v", "(a)(b)", "(a", "[", "x".repeat(1001), "(".repeat(1000))) {
            assertThat(read(Types.pattern(), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void httpPathsAndHostsArePlain() {
        assertThat(read(Paths.http(), "/health")).contains("/health");
        assertThat(read(Paths.http(), "/a%20b/c:d@e")).isPresent();
        for (String wrong :
                List.of("health", "", "//x", "/a b", "/a?b", "/a#b", "/a\r\nHost: x", "/../x", "/ü", "/<x>")) {
            assertThat(read(Paths.http(), wrong)).as(wrong).isEmpty();
        }
        for (String right : List.of("localhost", "books.example", "127.0.0.1", "::1", "0.0.0.0", "::")) {
            assertThat(read(Paths.host(), right)).as(right).contains(right);
        }
        for (String wrong : List.of("", "a..b", "-a", "a b", "a/b", "a:b:c!", "x".repeat(300), ":", "a\r\nb")) {
            assertThat(read(Paths.host(), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void urlsAreOfTheirScheme() {
        assertThat(read(Paths.url(), "https://books.example:8443/x")).isPresent();
        assertThat(read(Paths.fileUrl(), "file:../repository")).isPresent();
        assertThat(read(Paths.fileUrl(), "file:///srv/x")).isPresent();
        for (String wrong :
                List.of("", "x", "https://", "https://u:p@h", "https://h?x=1", "https://h#x", "https://h/ x")) {
            assertThat(read(Paths.url(), wrong)).as(wrong).isEmpty();
        }
        for (String wrong : List.of("file:", "file://host/x", "http://x", "/x", "file:a\nb", "file:\u0000")) {
            assertThat(read(Paths.fileUrl(), wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void linesHaveNoControlCharacters() {
        assertThat(read(Types.line("x"), "Lists and lends büchers")).isPresent();
        assertThat(read(Types.line("x"), "a\nb")).isEmpty();
        assertThat(read(Types.line("x"), "\u001b[2J")).isEmpty();
        assertThat(read(Types.line("x"), " ")).isEmpty();
    }

    @Test
    void theFormsForEditorsAgreeWithTheReader() {
        Map<Type<?>, List<String>> samples = Map.of(
                Types.duration(), List.of("1s", "500ms", "1", "1d", "x", ""),
                Types.name(), List.of("a", "a-b", "A", "a--b", "-", "9"),
                Types.variable(), List.of("A", "_1", "1A", "A-B", "é"));
        samples.forEach((type, texts) -> texts.forEach(text -> {
            Json.Obj schema = type.schema();
            boolean accepted =
                    Pattern.compile(schema.need("pattern")).matcher(text).find();
            assertThat(accepted)
                    .as(type.words() + ": " + text)
                    .isEqualTo(read(type, text).isPresent());
        }));
    }
}
