package dev.cdctl.cli.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.model.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words after a command are options, their values and arguments, as users of other tools expect it. */
class ParserTest {
    private static final Option TAG = Option.value("--tag", "TAG", "A tag").repeated();
    private static final Argument COLOUR =
            Argument.required("COLOUR", "A colour").choices("blue", "green");
    private static final Argument WORDS =
            Argument.optional("WORD", "More words").repeated();

    private static final Parser PARSER =
            new Parser("paint", Usage.of().with(TAG).with(COLOUR).with(WORDS), Map.of("CDCTL_ENVIRONMENT", "staging"));

    private static Values parse(String line) {
        return PARSER.parse(words(line));
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blue -f a -q -v", "-f a blue -qv", "-fa blue -vq", "-f=a -qv blue", "--file a --quiet --verbose blue",
                "--file=a -q blue --verbose", "-qvf a blue", "-qvfa blue", "-qvf=a blue", "-q -v --file=a -- blue"
            })
    void allWaysToWriteAnOptionMeanTheSame(String line) {
        Values values = parse(line);
        assertThat(values.value(GlobalOptions.FILE)).contains("a");
        assertThat(values.flag(GlobalOptions.QUIET)).isTrue();
        assertThat(values.flag(GlobalOptions.VERBOSE)).isTrue();
        assertThat(values.flag(GlobalOptions.YES)).isFalse();
        assertThat(values.value(COLOUR)).contains("blue");
    }

    @Test
    void argumentsStandInTheirOrderWhereverOptionsAre() {
        Values values = parse("green one -q - --tag x two --tag=y= -- --three -q");
        assertThat(values.value(COLOUR)).contains("green");
        assertThat(values.values(WORDS)).containsExactly("one", "-", "two", "--three", "-q");
        assertThat(values.values(TAG)).containsExactly("x", "y=");
    }

    @Test
    void aValueMayBeEmptyOrLookLikeAnOptionThatThereIsNot() {
        assertThat(parse("blue --file=").value(GlobalOptions.FILE)).contains("");
        assertThat(parse("blue -f ").value(GlobalOptions.FILE)).contains("");
        assertThat(parse("blue --file -x").value(GlobalOptions.FILE)).contains("-x");
        assertThat(parse("blue --file=-q").value(GlobalOptions.FILE)).contains("-q");
    }

    @Test
    void whatIsNotTypedComesFromTheEnvironment() {
        assertThat(parse("blue").value(GlobalOptions.ENVIRONMENT)).contains("staging");
        assertThat(parse("blue -e live").value(GlobalOptions.ENVIRONMENT)).contains("live");
    }

    @ParameterizedTest
    @CsvSource({
        "blue --fil x, CD-803, unknown option '--fil' of cdctl paint",
        "blue --bogus=secret, CD-803, unknown option '--bogus' of cdctl paint",
        "blue -1, CD-803, unknown option '-1' of cdctl paint",
        "blue -qz, CD-803, unknown option '-z' of cdctl paint",
        "blue --file, CD-804, --file needs a value",
        "blue -f, CD-804, --file needs a value",
        "blue -f -q, CD-804, --file needs a value",
        "blue --file --quiet, CD-804, --file needs a value",
        "blue -f --output=json, CD-804, --file needs a value",
        "blue -f -ojson, CD-804, --file needs a value",
        "blue -f --, CD-804, --file needs a value",
        "blue --quiet=yes, CD-804, --quiet takes no value",
        "blue -q=yes, CD-804, --quiet takes no value",
        "blue -q --quiet, CD-805, --quiet was given more than once",
        "blue -f a --file=b, CD-805, --file was given more than once",
        "blue -o xml, CD-802, 'xml' is not a value of --output",
        "purple, CD-802, 'purple' is not a value of COLOUR",
        "'', CD-804, COLOUR is missing"
    })
    void whatIsWrongIsSaid(String line, String code, String what) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> parse(line))
                .satisfies(failure -> assertThat(failure.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.code() + " " + problem.what())
                                .isEqualTo(code + " " + what)));
    }

    @Test
    void aWordTooManyIsRefused() {
        Parser none = new Parser("errors", Usage.of(), Map.of());
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> none.parse(List.of("more")))
                .withMessageContaining("'more' is one word too many");
    }

    @Test
    void helpNeedsNoArguments() {
        assertThat(parse("--help").flag(GlobalOptions.HELP)).isTrue();
    }

    @Test
    void whatEveryCommandHasIsReadFromAWrongLineToo() {
        Values values = Parser.globals(words("--bogus x -o json -f a -f b -zq"), Map.of());
        assertThat(values.value(GlobalOptions.OUTPUT)).contains("json");
        assertThat(values.file()).hasToString("a");
        assertThat(Parser.globals(words("-o json -f"), Map.of()).typed()).isEmpty();
    }
}
