package dev.cdctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the words of every problem; the cases and their texts are in one file, each after the YAML that leads to it. */
class ProblemTextsTest {
    private static final String CASES = "core/src/test/resources/dev/cdctl/problems.txt";
    private static final String BEGIN = "=== ";
    private static final String SPLIT = "--- problems\n";

    @Test
    void everyProblemReadsAsWritten() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String part : Files.readString(Golden.file(CASES)).split("(?m)^" + BEGIN)) {
            if (!part.isEmpty()) {
                String given = part.substring(0, part.indexOf(SPLIT));
                String yaml = given.substring(given.indexOf('\n') + 1);
                all.append(BEGIN).append(given).append(SPLIT).append(problems(yaml));
            }
        }
        Golden.assertSame(CASES, all.toString());
    }

    @Test
    void everyCodeOfThePageOccursHereOrInATestOfItsOwn() throws IOException {
        Set<String> documented = codes(Files.readString(Golden.file("docs/errors.md")), "(?m)^## (CD-1\\d\\d)");
        Set<String> shown = codes(Files.readString(Golden.file(CASES)), "(?m)^(CD-1\\d\\d)");
        Set<String> elsewhere = Set.of("CD-100", "CD-101", "CD-103", "CD-131", "CD-133");

        shown.addAll(elsewhere);
        assertThat(shown).isEqualTo(documented);
    }

    private static Set<String> codes(String text, String pattern) {
        Set<String> codes = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    private static String problems(String yaml) {
        try {
            Map<String, String> environment = Map.of("PORT_A", "8080", "BAD", "eighty");
            PipelineFile.parse(yaml, Path.of("pipeline.yaml"), environment, Set.of("deploy", "test", "flip"));
            return "none\n";
        } catch (Failure failure) {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
            StringBuilder text = new StringBuilder();
            failure.problems().forEach(problem -> text.append(text(problem)));
            return text.toString();
        }
    }

    private static String text(Problem problem) {
        return problem + "\n" + line("    because: ", problem.why()) + line("    do: ", problem.remedy());
    }

    private static String line(String label, String text) {
        return text.isEmpty() ? "" : label + text + "\n";
    }
}
