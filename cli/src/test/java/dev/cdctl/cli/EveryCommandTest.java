package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.text.OutputSchema;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.SchemaCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every command, also for those that are added later. */
class EveryCommandTest {
    private static final Catalogue CATALOGUE = Commands.all();

    static Stream<Entry> entries() {
        return CATALOGUE.sections().stream().flatMap(section -> section.entries().stream());
    }

    /** Those that come to an end by themselves; a router serves until it is stopped. */
    static Stream<Entry> ending() {
        return entries().filter(entry -> !entry.path().equals("router serve"));
    }

    private static Usage usage(Entry entry) {
        return CATALOGUE.create(entry.path()).orElseThrow().usage();
    }

    @Test
    void noNameIsThereTwice() {
        assertThat(entries().map(Entry::path)).doesNotHaveDuplicates();
        assertThat(CATALOGUE.create("nonsense")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void noOptionIsThereTwice(Entry entry) {
        List<String> names = new ArrayList<>();
        for (Option option : usage(entry).allOptions()) {
            names.addAll(option.names());
            assertThat(option.name()).startsWith("--");
        }
        assertThat(names).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void onlyTheLastArgumentTakesManyAndNoneIsNeededAfterOneThatIsNot(Entry entry) {
        List<Argument> arguments = usage(entry).arguments();
        for (int at = 1; at < arguments.size(); at++) {
            assertThat(arguments.get(at - 1).repeatable()).isFalse();
            assertThat(arguments.get(at).required() && !arguments.get(at - 1).required())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void theWordsOfHelpAreSentencesWithoutAStop(Entry entry) {
        List<String> sentences = new ArrayList<>(List.of(entry.summary()));
        usage(entry).options().forEach(option -> sentences.add(option.text()));
        usage(entry).arguments().forEach(argument -> sentences.add(argument.text()));
        assertThat(sentences).allMatch(text -> text.matches("[A-Z].*[^.]"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void aMistakeWithJsonIsOneDocument(Entry entry) {
        List<String> line = new ArrayList<>(List.of(entry.path().split(" ")));
        line.addAll(List.of("--no-such-option", "-o", "json"));
        InProcess.Result result = new InProcess().run(line.toArray(new String[0]));
        Json.Obj document = JsonText.readObject(result.out());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(document.need("kind")).isEqualTo("error");
        assertThat(((Json.Obj) document.items("problems").get(0)).need("code")).isEqualTo("CD-803");
    }

    @ParameterizedTest
    @MethodSource("ending")
    void whereNothingIsThereTheAnswerIsOneDocumentToo(Entry entry, @TempDir Path folder) {
        List<String> line = new ArrayList<>(List.of(entry.path().split(" ")));
        usage(entry).arguments().stream()
                .filter(Argument::required)
                .forEach(argument -> line.add(
                        argument.choices().isEmpty() ? "x" : argument.choices().get(0)));
        line.addAll(List.of("-o", "json", "-e", "production", "--yes"));
        InProcess.Result result =
                new InProcess().with("HOME", folder.toString()).in(folder).run(line.toArray(new String[0]));
        Json.Obj document = JsonText.readObject(result.out());
        assertThat(document.needNumber("schema_version")).isEqualTo(1);
        assertThat(document.need("kind")).isNotEmpty();
        assertThat(SchemaCheck.errors(OutputSchema.answer(), document)).isEmpty();
        assertThat(document.flag("ok")).isEqualTo(result.exit() == 0);
        assertThat(result.exit()).as(result.err()).isNotEqualTo(70);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void helpIsThereForAll(Entry entry) {
        List<String> line = new ArrayList<>(List.of(entry.path().split(" ")));
        line.add("--help");
        InProcess.Result result = new InProcess().run(line.toArray(new String[0]));
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("Usage: cdctl " + entry.path());
    }
}
