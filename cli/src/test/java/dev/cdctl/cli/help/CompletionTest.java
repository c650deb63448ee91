package dev.cdctl.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.DemoSection;
import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.language.PipelineNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Completion completion = new Completion(
            new Catalogue(List.of(new HelpSection(), new DemoSection())),
            before -> new PipelineNames(
                    List.of("integration", "production"), List.of("unit", "package"), List.of("web")));

    private List<String> words(String... typed) {
        return completion.words(List.of(typed)).stream()
                .map(line -> line.replaceFirst("\t.*", ""))
                .toList();
    }

    @Test
    void theFirstWordIsACommand() {
        assertThat(words("")).contains("help", "paint", "lock").doesNotContain("__complete", "lock status");
        assertThat(words("pa")).containsExactly("paint");
        assertThat(words("-e", "production", "pa")).containsExactly("paint");
    }

    @Test
    void theSecondWordOfACommandBelowAnother() {
        assertThat(words("lock", "")).containsExactly("break", "status");
    }

    @Test
    void optionsAreThoseOfTheCommand() {
        assertThat(words("paint", "--f")).containsExactly("--file", "--force");
        assertThat(words("drop", "--f")).containsExactly("--file");
    }

    @Test
    void valuesAreThoseOfTheOptionOrArgument() {
        assertThat(words("paint", "-o", "")).containsExactly("json", "jsonl", "text");
        assertThat(words("paint", "")).containsExactly("blue", "green");
        assertThat(words("help", "pai")).containsExactly("paint");
    }

    @Test
    void environmentsAreThoseOfThePipeline() {
        assertThat(words("drop", "-e", "")).containsExactly("integration", "production");
        assertThat(words("--environment", "p")).containsExactly("production");
    }

    @Test
    void keysOfThePipelineAreExplained() {
        assertThat(words("explain", "ser")).containsExactly("service");
        assertThat(words("explain", "run.health.wi")).containsExactly("run.health.within");
        assertThat(words("explain", "nonsense.x")).isEmpty();
    }

    @Test
    void eachWordHasItsMeaning() {
        assertThat(completion.words(List.of("pa"))).containsExactly("paint\tPaints");
    }
}
