package dev.cdctl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    private static Node.Mapping read(String text) {
        return (Node.Mapping) YamlText.read("p.yaml", text);
    }

    private static Problem problem(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> YamlText.read("p.yaml", text));
        assertThat(failure).as("refused: " + Reading.quote(text)).isNotNull();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.problems().get(0).origin()).isPresent();
        return failure.problems().get(0);
    }

    private static String value(String scalar) {
        return ((Node.Scalar) read("key: " + scalar).entries().get(0).value()).text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no", "010", "12:30:00", "1.10", "0x1F", "1e3", "~", "null", "2001-01-01", ".inf", "=", "<<"})
    void everyScalarStaysTheTextThatWasWritten(String scalar) {
        assertThat(value(scalar)).isEqualTo(scalar);
    }

    @Test
    void everyNodeKnowsItsPlaceAndLine() {
        Node.Mapping root = read("a:\n  b: [x, 'y']\n");
        Node.Mapping inner = (Node.Mapping) root.entries().get(0).value();
        Node y = ((Node.Sequence) inner.entries().get(0).value()).items().get(1);

        assertThat(y.origin()).hasToString("p.yaml:2:10");
        assertThat(y.origin().text()).isEqualTo("  b: [x, 'y']");
        assertThat(inner.entries().get(0).key().origin()).hasToString("p.yaml:2:3");
    }

    @Test
    void everyEndOfLineCounts() {
        String text = "a: 1\r\nb: 2\rc: 3\nd: 4";
        Node.Mapping root = read("\uFEFF" + text);

        assertThat(root.entries())
                .extracting(entry -> entry.key().origin().toString() + " "
                        + entry.key().origin().text())
                .containsExactly("p.yaml:1:1 a: 1", "p.yaml:2:1 b: 2", "p.yaml:3:1 c: 3", "p.yaml:4:1 d: 4");
        assertThat(((Node.Scalar) root.entries().get(0).value()).text()).isEqualTo("1");
    }

    @Test
    void columnsCountCharactersNotUnits() {
        Node value = read("\"\uD83D\uDE00\": x").entries().get(0).value();

        assertThat(value.origin().column()).isEqualTo(6);
    }

    @Test
    void anEmptyFileIsAnEmptyMapping() {
        assertThat(read("").entries()).isEmpty();
        assertThat(read("# only a comment\n").entries()).isEmpty();
        assertThat(((Node.Scalar) YamlText.read("p.yaml", "---\n")).isMissing()).isTrue();
    }

    @Test
    void nothingAndAnEmptyTextDiffer() {
        assertThat(((Node.Scalar) read("a:").entries().get(0).value()).isMissing())
                .isTrue();
        assertThat(((Node.Scalar) read("a: ''").entries().get(0).value()).isMissing())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &x [1]",
                "a: *x",
                "a: !!str x",
                "a: !x {}",
                "!!map {a: b}",
                "a: !<tag:x> y",
                "&x a: b",
                "a: 1\n---\nb: 2\n",
                "<<: *x",
                "a: !!javax.script.ScriptEngineManager []"
            })
    void whatExpandsOrConstructsIsRefused(String text) {
        assertThat(problem(text).code()).isEqualTo("CD-106");
    }

    @Test
    void aBombOfAliasesIsRefusedAtItsFirstAnchor() {
        String bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
                + IntStream.range(0, 9)
                        .mapToObj(i -> (char) ('b' + i) + ": &" + (char) ('b' + i) + " [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n")
                        .collect(Collectors.joining());

        assertThat(problem(bomb)).hasToString("CD-106 p.yaml:1:4: an anchor (&name) is not read here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c",
                "a: [1, 2",
                "a: \"x",
                "a:\n\t- b",
                "%YAML 9.9\n---\na: b",
                "a: 'x",
                "- a\nb: c",
                "}",
                "a: @x",
                "a: `x`",
                "? [x]\n: y",
                "? {a: b}\n: c",
                "a: |9\n x",
                "\"\\q\": x",
                "a: %x",
                "%TAG ! x\n%TAG ! y\n--- {}"
            })
    void whatIsNotYamlIsRefusedWithItsPlace(String text) {
        assertThat(problem(text).code()).isEqualTo("CD-104");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: \u0000b", "a: \u001b[2J", "a: \u0007", "a: \uD800", "a: \"\\0\"", "a: \"\\ud800\""})
    void charactersThatNoValueCanHaveAreRefusedAndNotShown(String text) {
        Problem problem = problem(text);

        assertThat(problem.code()).isEqualTo("CD-103");
        assertThat(problem.origin().orElseThrow().text().chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void aKeyTwiceIsRefused() {
        assertThat(problem("a: 1\nb: 2\n'a': 3\n")).hasToString("CD-105 p.yaml:3:1: the key 'a' is here twice");
    }

    @Test
    void depthIsLimited() {
        assertThat(problem("a: " + "[".repeat(5000)).code()).isEqualTo("CD-102");
        assertThat(problem("{a: ".repeat(31)).code()).isEqualTo("CD-102");
        assertThat(problem("- ".repeat(8000)).code()).isEqualTo("CD-102");
        assertThat(read("a: " + "[".repeat(30) + "]".repeat(30)).entries()).hasSize(1);
    }

    @Test
    void theNumberOfNodesIsLimited() {
        assertThat(problem("a: [" + "[],\n".repeat(200_000) + "]").code()).isEqualTo("CD-102");
        assertThat(problem("- x\n".repeat(260_000)).code()).isEqualTo("CD-102");
        assertThat(YamlText.read("p.yaml", "- x\n".repeat(9_999))).isInstanceOf(Node.Sequence.class);
    }

    @Test
    void aLongTextIsReadWhole() {
        assertThat(value("x".repeat(16_000))).hasSize(16_000);
        assertThat(value("|\n" + " line\n".repeat(100_000))).hasSize(500_000);
        assertThat(value(("x".repeat(60) + "\n  ").repeat(10_000))).hasSize(609_999);
    }

    @Test
    void theLengthOfALineIsLimited() {
        for (String line :
                List.of("x".repeat(20_000), " ".repeat(20_000), ":".repeat(20_000), "\"" + "x".repeat(20_000))) {
            Problem problem = problem("a: 1\n" + line);

            assertThat(problem.code()).isEqualTo("CD-102");
            assertThat(problem.origin().orElseThrow().line()).isEqualTo(2);
            assertThat(problem.origin().orElseThrow().text()).hasSizeLessThan(100);
        }
    }

    @Test
    void whateverTheBytesAreItEndsInNodesOrAProblem() {
        List<String> pieces = List.of(
                "a", ": ", "\n", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "&a", "*a", "!", "#", "%", "\t", ",",
                "?", " ", "\u0085", "\uFEFF", "---\n", "...\n", "\\", "1", "\r");
        java.util.Random random = new java.util.Random(7);
        for (int round = 0; round < 3000; round++) {
            String text = random.ints(1 + random.nextInt(20), 0, pieces.size())
                    .mapToObj(pieces::get)
                    .collect(Collectors.joining());
            try {
                assertThat(YamlText.read("p.yaml", text)).isNotNull();
            } catch (Failure failure) {
                assertThat(failure.problems()).hasSize(1);
            }
        }
    }
}
