package dev.cdctl.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read as strictly as RFC 8259 has it, and what is written is read again. */
class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "[1",
                "[1,",
                "[,1]",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "nul",
                "True",
                "nulll",
                "truefalse",
                "NaN",
                "Infinity",
                "-",
                "-a",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1.e1",
                "1e",
                "1e+",
                "1E-",
                "0x1",
                "1_000",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\",
                "\"\\u",
                "\"\t\"",
                "\"a\nb\"",
                "\"\0\"",
                "\"\\a\n\"",
                "1 2",
                "{} {}",
                "[] x",
                "// c\n1",
                "/* c */ 1",
                "\ufeff1",
                "\u00a01",
                "\f1",
                "[1]]",
                "{\"a\":1}}",
                "\uffff",
                "\"\\u\u0661\u0661\u0661\u0661\""
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonText.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1",
                "-1",
                "12345678901234567890123",
                "0.5000",
                "1e9",
                "1E+9",
                "-1.25e-10",
                "\"\"",
                "\"text\"",
                "\"\u00e4\u20ac\ud83d\ude80\"",
                "\"/\u007f\u2028\"",
                "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F\"",
                "[]",
                "{}",
                "[1,\"a\",null,[[]],{}]",
                "{\"b\":1,\"a\":{\"\":[true,false]}}"
            })
    void whatIsWrittenOnALineIsReadAsItStands(String text) {
        assertThat(JsonText.line(JsonText.read(text))).isEqualTo(text);
        assertThat(JsonText.read(JsonText.pretty(JsonText.read(text)))).isEqualTo(JsonText.read(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":1,\"a\":2}', the member 'a' a second time at line 1 column 8",
        "'{\"a\":{\"b\":null,\"b\":null}}', the member 'b' a second time at line 1 column 16",
        "'[1,\n 2,\n x]', something that is no value at line 3 column 2",
        "'{\"a\";1}', no ':' at line 1 column 5"
    })
    void theMessageTellsWhatAndWhere(String text, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonText.read(text))
                .withMessage("not JSON: " + message.replace(" column", ", column"));
    }

    @Test
    void escapesAndSpacesAreRead() {
        String text = " \t\r\n{ \"\\u0041\\/\" : [ 1 , \"\\ud83d\\uDE80\\u00e4\" ] } \n";
        assertThat(JsonText.line(JsonText.read(text))).isEqualTo("{\"A/\":[1,\"\ud83d\ude80\u00e4\"]}");
    }

    @Test
    void aHundredLevelsAreReadAndNoMore() {
        assertThat(JsonText.read("[".repeat(100) + "]".repeat(100))).isInstanceOf(Json.Arr.class);
        assertThat(JsonText.read("[" + "[],".repeat(1000) + "[]]")).isInstanceOf(Json.Arr.class);
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonText.read("[".repeat(101) + "]".repeat(101)))
                .withMessageContaining("deeper than 100");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonText.read("{\"a\":[".repeat(100_000)));
    }

    @Test
    void numbersAreReadAsWholeOnesAndWithEveryDigit() {
        Json.Obj object = JsonText.readObject(
                "{\"a\":9223372036854775807,\"b\":-9223372036854775808,\"c\":12.75,\"d\":1e3,\"e\":0.10}");
        assertThat(List.of(object.needNumber("a"), object.needNumber("b"), object.needNumber("c")))
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 12L);
        assertThat(object.needNumber("d")).isEqualTo(1000);
        assertThat(object.get("e").map(number -> ((Json.Num) number).value())).contains(new BigDecimal("0.10"));
    }

    @Test
    void manyLinesAreIndentedByTwo() {
        Json json = JsonText.read("{\"a\":[1,{\"b\":2}],\"c\":[],\"d\":{}}");
        assertThat(JsonText.pretty(json)).isEqualTo("""
                {
                  "a" : [
                    1,
                    {
                      "b" : 2
                    }
                  ],
                  "c" : [ ],
                  "d" : { }
                }""");
    }

    @Test
    void everyStringComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(12), 0, 0x300).forEach(c -> text.append((char) c));
            assertThat(JsonText.read(JsonText.line(Json.of(text.toString())))).isEqualTo(Json.of(text.toString()));
        }
    }
}
