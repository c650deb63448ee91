package dev.cdctl.adapter.repository.maven;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code maven-metadata.xml}: the versions of an artifact, in the order in which they came. Only what matters is read;
 * everything is written anew.
 */
record Metadata(List<String> versions) {
    private static final Pattern VERSION = Pattern.compile("<version>\\s*([^<\\s]{1,200})\\s*</version>");
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    Metadata {
        versions = List.copyOf(versions);
    }

    /** Reads one; one that is empty or something else has no versions. */
    static Metadata parse(String text) {
        int begin = text.indexOf("<versions>");
        int end = text.indexOf("</versions>");
        List<String> versions = new ArrayList<>();
        if (begin >= 0 && end > begin) {
            Matcher matcher = VERSION.matcher(text.substring(begin, end));
            while (matcher.find()) {
                versions.add(matcher.group(1));
            }
        }
        return new Metadata(versions);
    }

    /** With that version at the end, unless it is in already. */
    Metadata with(String version) {
        List<String> more = new ArrayList<>(versions);
        if (!more.contains(version)) {
            more.add(version);
        }
        return new Metadata(more);
    }

    /** The file, for a group and an artifact; the last version is the latest. */
    String text(String group, String artifact, Instant when) {
        StringBuilder text = new StringBuilder(512)
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metadata>\n")
                .append("  <groupId>")
                .append(group)
                .append("</groupId>\n")
                .append("  <artifactId>")
                .append(artifact)
                .append("</artifactId>\n")
                .append("  <versioning>\n");
        String latest = versions.get(versions.size() - 1);
        text.append("    <latest>").append(latest).append("</latest>\n");
        text.append("    <release>").append(latest).append("</release>\n    <versions>\n");
        versions.forEach(
                version -> text.append("      <version>").append(version).append("</version>\n"));
        return text.append("    </versions>\n    <lastUpdated>")
                .append(WHEN.format(when))
                .append("</lastUpdated>\n  </versioning>\n</metadata>\n")
                .toString();
    }

    /**
     * Some versions in an order of their own, with the others of this list put behind the one that they follow here.
     *
     * @param ordered in their own order, which stays
     */
    List<String> into(List<String> ordered) {
        List<String> all = new ArrayList<>(ordered);
        int after = 0;
        for (String version : versions) {
            if (!all.contains(version)) {
                all.add(after, version);
            }
            after = all.indexOf(version) + 1;
        }
        return all;
    }
}
