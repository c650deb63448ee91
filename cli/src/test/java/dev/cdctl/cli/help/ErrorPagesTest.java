package dev.cdctl.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorPagesTest {
    private static final Pattern CODE = Pattern.compile("CD-\\d{3}");

    @Test
    void everyCodeInTheSourcesHasAPage() throws IOException {
        Map<String, List<String>> pages = ErrorPages.all();
        assertThat(pages.keySet()).containsAll(used());
        assertThat(pages).allSatisfy((code, page) -> assertThat(page).as(code).hasSizeGreaterThan(1));
    }

    @Test
    void noPageIsAboutACodeThatIsNotUsed() throws IOException {
        assertThat(used()).containsAll(ErrorPages.all().keySet());
    }

    @Test
    void everyCodeHasOneSectionAndTheyAreInOrder() throws IOException {
        List<String> codes = Files.readString(Path.of("../docs/errors.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3, 9))
                .toList();
        assertThat(codes)
                .doesNotHaveDuplicates()
                .isSorted()
                .containsExactlyElementsOf(ErrorPages.all().keySet());
    }

    /** Codes in string literals; those in comments and examples do not count. */
    private static Set<String> used() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String folder : List.of("../core/src/main/java", "src/main/java")) {
            try (var files = Files.walk(Path.of(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher matcher = Pattern.compile("\"(CD-\\d{3})\"").matcher(Files.readString(file));
                    while (matcher.find()) {
                        codes.add(matcher.group(1));
                    }
                }
            }
        }
        assertThat(codes).allMatch(code -> CODE.matcher(code).matches());
        return codes;
    }
}
