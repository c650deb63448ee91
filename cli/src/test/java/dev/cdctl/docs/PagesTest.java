package dev.cdctl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.Golden;
import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What pages say of each other and of the program. */
class PagesTest {
    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String link : page.links()) {
                if (!exists(page, link)) {
                    broken.add(page.name() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(exists(Page.read("README.md"), "docs/no-such-page.md")).isFalse();
        assertThat(exists(Page.read("README.md"), "docs/errors.md#no-such-heading"))
                .isFalse();
    }

    private static boolean exists(Page page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path folder = Objects.requireNonNullElse(page.name().getParent(), Path.of(""));
        Path target =
                parts[0].isEmpty() ? page.name() : folder.resolve(parts[0]).normalize();
        if (!Files.exists(Page.ROOT.resolve(target))) {
            return false;
        }
        return parts.length == 1 || Page.read(target.toString()).anchors().contains(parts[1]);
    }

    @Test
    void everyPageOfTheDocsIsReachedFromTheReadme() throws IOException {
        String readme = Page.read("README.md").text();
        for (Page page : Page.all()) {
            if (page.name().startsWith("docs") && page.name().getNameCount() == 2) {
                assertThat(readme).contains("(" + page.name() + ")");
            }
        }
    }

    @Test
    void theReadmeHasEveryCommandAndExitCode() throws IOException {
        Page readme = Page.read("README.md");
        String text = readme.with("commands", commands())
                .with("exit codes", exitCodes())
                .text();
        Golden.check(Path.of("../README.md"), text);
    }

    private static String commands() {
        StringBuilder table = new StringBuilder("\n| command | what it does |\n|---|---|\n");
        for (Section section : InProcess.catalogue().sections()) {
            section.entries().stream().filter(entry -> !entry.hidden()).forEach(entry -> table.append(row(entry)));
        }
        return table.append('\n').toString();
    }

    private static String row(Entry entry) {
        return "| `" + entry.path() + "` | " + entry.summary() + " |\n";
    }

    private static String exitCodes() {
        StringBuilder table = new StringBuilder("\n| code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            table.append("| ")
                    .append(code.number())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        return table.append('\n').toString();
    }
}
