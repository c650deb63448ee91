package dev.cdctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** A part of a page that the code writes, between the comments {@code name} and {@code end of name}. */
public final class PageTable {
    private PageTable() {}

    public static void assertSame(String page, String name, List<String> lines) throws IOException {
        String text = Files.readString(Golden.file(page));
        String begin = "<!-- " + name + " -->\n";
        int from = text.indexOf(begin);
        int to = text.indexOf("\n<!-- end of " + name + " -->");
        assertThat(from).as(page + " has " + begin).isBetween(0, to);
        String head = text.substring(0, from + begin.length());
        Golden.assertSame(page, head + "\n" + String.join("\n", lines) + "\n" + text.substring(to));
    }
}
