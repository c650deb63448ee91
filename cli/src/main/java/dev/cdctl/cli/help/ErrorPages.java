package dev.cdctl.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The sections of docs/errors.md, which is packed into the jar. */
final class ErrorPages {
    private static final String RESOURCE = "/dev/cdctl/errors.md";
    private static final Pattern HEADING = Pattern.compile("## (CD-\\d{3}) .*");

    private ErrorPages() {}

    /** Every section by its code: the heading without its signs, then the text. */
    static Map<String, List<String>> all() {
        Map<String, List<String>> sections = new TreeMap<>();
        List<String> section = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (HEADING.matcher(line).matches()) {
                section = new ArrayList<>();
                section.add(line.substring(3));
                sections.put(line.substring(3, 9), section);
            } else if (line.startsWith("#")) {
                section = new ArrayList<>();
            } else {
                section.add(line);
            }
        }
        sections.values().forEach(ErrorPages::trim);
        return sections;
    }

    private static void trim(List<String> section) {
        while (section.get(section.size() - 1).isBlank()) {
            section.remove(section.size() - 1);
        }
    }

    private static String text() {
        try (InputStream in = ErrorPages.class.getResourceAsStream(RESOURCE)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
