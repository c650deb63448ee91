package dev.cdctl.script.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(lines::add);

    private void write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        splitter.write(bytes, 0, bytes.length);
    }

    @Test
    void aLineIsPassedOnWhenItEnds() {
        write("one\ntw");
        assertThat(lines).containsExactly("one");
        write("o\n\n");
        assertThat(lines).containsExactly("one", "two", "");
    }

    @Test
    void aLastLineNeedsNoEnd() {
        write("one\ntwo");
        splitter.finish();
        splitter.finish();
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void windowsLineEndsAreLineEnds() {
        write("one\r\ntwo\r");
        write("\nthree\r\r\n");
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void ofAProgressBarTheLastStateIsPassedOn() {
        write(" 10%\r 50%\r100%\n");
        write(" 10%\r 20%\r");
        splitter.finish();
        assertThat(lines).containsExactly("100%", " 20%");
    }

    @Test
    void aLongLineIsPassedOnInPieces() {
        write("x".repeat(8192) + "y".repeat(8192) + "z\n");
        assertThat(lines).containsExactly("x".repeat(8192), "y".repeat(8192), "z");
    }

    @Test
    void aLineOfExactlyThatLengthIsOneLine() {
        write("x".repeat(8192) + "\nnext\n");
        assertThat(lines).containsExactly("x".repeat(8192), "next");
    }

    @Test
    void noCharacterIsCut() {
        for (String character : List.of("\u00e4", "\u20ac", "\ud83d\ude80")) {
            for (int before = 0; before < 5; before++) {
                lines.clear();
                String text = "x".repeat(before) + character.repeat(9000);
                write(text + "\n");
                assertThat(String.join("", lines)).isEqualTo(text);
                assertThat(lines).hasSizeGreaterThan(1);
            }
        }
    }

    @Test
    void whatIsNotUtf8IsReplaced() {
        splitter.write(new byte[] {'a', (byte) 0xff, (byte) 0xc3, '\n'}, 0, 4);
        byte[] continuations = new byte[20_000];
        Arrays.fill(continuations, (byte) 0x80);
        splitter.write(continuations, 0, continuations.length);
        splitter.finish();
        assertThat(lines.get(0)).isEqualTo("a\ufffd\ufffd");
        assertThat(String.join("", lines.subList(1, lines.size()))).isEqualTo("\ufffd".repeat(20_000));
    }

    @Test
    void escapesArePassedOn() {
        write("\u001b[31mred\u001b[0m\n");
        assertThat(lines).containsExactly("\u001b[31mred\u001b[0m");
    }
}
