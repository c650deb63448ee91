package dev.cdctl.supply.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A package URL (ECMA-427): {@code pkg:maven/org.example/books@1.4.2}.
 *
 * @param namespace with slashes between its parts; may be empty
 * @param qualifiers without those that are empty
 */
record Purl(String type, String namespace, String name, String version, Map<String, String> qualifiers) {
    private static final String PLAIN = "-._~:";

    Purl {
        qualifiers = new TreeMap<>(qualifiers);
    }

    static Purl of(String type, String namespace, String name, String version) {
        return new Purl(type, namespace, name, version, Map.of());
    }

    Purl with(String qualifier, String value) {
        Map<String, String> more = new TreeMap<>(qualifiers);
        more.put(qualifier, value);
        return new Purl(type, namespace, name, version, more);
    }

    @Override
    public String toString() {
        List<String> parts = namespace.isEmpty() ? List.of() : Arrays.asList(namespace.split("/", -1));
        String start = "pkg:" + type + "/"
                + parts.stream().map(part -> encoded(part) + "/").collect(Collectors.joining());
        String query = qualifiers.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return start
                + encoded(name)
                + (version.isEmpty() ? "" : "@" + encoded(version))
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** Everything but letters, digits and {@code -._~:} is percent-encoded, byte by byte of its UTF-8. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each >= '0' && each <= '9'
                    || each >= 'A' && each <= 'Z'
                    || each >= 'a' && each <= 'z'
                    || PLAIN.indexOf(each) >= 0;
            encoded.append(plain ? String.valueOf((char) each) : String.format("%%%02X", each));
        }
        return encoded.toString();
    }
}
