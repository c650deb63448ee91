package dev.cdctl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every command line of the docs is one that cdctl understands. */
class CommandLinesTest {
    private static final Pattern IN_BLOCK = Pattern.compile(
            "(?m)(?:^|[|;&(]|\\b(?:run|script|sh|exec|then|do|-|- run):?)[ \\t]*'?(?:\\./)?cdctl (?!\\.\\.\\.)([^\\n]*)");
    private static final Pattern IN_TEXT = Pattern.compile("`(?:\\./)?cdctl ([^`\\n]+)`");
    /** A word, with its quotes; an operator of the shell; a comment. */
    private static final Pattern WORD =
            Pattern.compile("\\s*(?:(#.*)|([|;&<>)]+)|((?:\"[^\"]*\"|'[^']*'|[^\\s|;&<>)\"'])+))");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    @Test
    void theyNameCommandsAndOptionsThatThereAre() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Page page : Page.all()) {
            for (String line : lines(page)) {
                seen++;
                InProcess.refusal(words(line))
                        .ifPresent(why -> wrong.add(page.name() + ": cdctl " + line + ": " + why));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(100);
    }

    @Test
    void theExamplesOfTheHelpAreSuchLinesToo() {
        for (Section section : InProcess.catalogue().sections()) {
            for (Entry entry : section.entries()) {
                InProcess.catalogue().create(entry.path()).orElseThrow().usage().examples().stream()
                        .map(example -> example.replaceFirst("^cdctl ", ""))
                        .forEach(example -> assertThat(InProcess.refusal(words(example)))
                                .as(example)
                                .isEmpty());
            }
        }
    }

    @Test
    void aWrongLineIsFound() {
        assertThat(InProcess.refusal(words("deploi -e production"))).isPresent();
        assertThat(InProcess.refusal(words("deploy --realease 1.4.2"))).isPresent();
        assertThat(InProcess.refusal(words("flip red"))).isPresent();
        assertThat(words("freeze \"the shop's week\" -e production || echo no # so"))
                .containsExactly("freeze", "the shop's week", "-e", "production");
    }

    /** Whole lines of code blocks; in text, a command's bare name is no command line. */
    private static List<String> lines(Page page) {
        List<String> lines = new ArrayList<>();
        String text = page.text();
        for (Page.Block block : page.blocks()) {
            text = text.replace(block.text(), "");
            IN_BLOCK.matcher(block.text())
                    .results()
                    .map(found -> found.group(1))
                    .forEach(lines::add);
        }
        IN_TEXT.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(line -> InProcess.catalogue().entry(line).isEmpty())
                .forEach(lines::add);
        return lines.stream().filter(line -> !isForm(line)).toList();
    }

    /** Forms for the reader to fill in are held by the tests of help and reference. */
    private static boolean isForm(String line) {
        return line.contains("[OPTION...]") || line.contains("...");
    }

    /** The words of the first command, as a shell would have them. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.lookingAt() && matcher.group(3) != null) {
            words.add(QUOTED.matcher(matcher.group(3)).replaceAll("$1$2"));
            matcher.region(matcher.end(), line.length());
        }
        return words;
    }
}
