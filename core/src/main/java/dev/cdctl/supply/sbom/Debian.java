package dev.cdctl.supply.sbom;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packages of Debian and what is made from it, as the status file of dpkg lists them. */
final class Debian {
    /** The files with what is installed; images without a package manager have one for each package. */
    static final Pattern STATUS = Pattern.compile("var/lib/dpkg/(status|status\\.d/[^/]+(?<!\\.md5sums))");

    /** The files with the paths that a package owns. */
    static final Pattern OWNED = Pattern.compile("var/lib/dpkg/info/[^/]+\\.list");

    private Debian() {}

    /**
     * The packages that are installed.
     *
     * @param release the os-release file of the same root, as text
     */
    static List<Component> installed(String path, byte[] status, String release) {
        Map<String, String> system = system(release);
        return Stream.of(new String(status, StandardCharsets.UTF_8).split("\n\\s*\n"))
                .map(Debian::fields)
                .filter(fields -> fields.getOrDefault("status", "ok installed").endsWith(" installed"))
                .filter(fields -> fields.containsKey("package") && fields.containsKey("version"))
                .map(fields -> component(path, fields, system))
                .toList();
    }

    private static Component component(String path, Map<String, String> fields, Map<String, String> system) {
        String name = fields.getOrDefault("package", "").toLowerCase(Locale.ROOT);
        String version = fields.getOrDefault("version", "");
        Purl purl = Purl.of("deb", system.getOrDefault("ID", "debian"), name, version)
                .with("arch", fields.getOrDefault("architecture", "all"));
        Purl whole = Optional.ofNullable(system.get("VERSION_ID"))
                .map(number -> purl.with("distro", system.getOrDefault("ID", "debian") + "-" + number))
                .orElse(purl);
        return new Component(
                Component.Kind.LIBRARY, "", name, version, Optional.of(whole), Optional.empty(), path + "#" + name);
    }

    /** The fields of one paragraph by their names in small letters; lines that go on are left out. */
    private static Map<String, String> fields(String paragraph) {
        Map<String, String> fields = new HashMap<>();
        paragraph
                .lines()
                .filter(line -> !line.startsWith(" ") && line.indexOf(':') > 0)
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    fields.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                });
        return fields;
    }

    private static Map<String, String> system(String release) {
        Map<String, String> values = new HashMap<>();
        release.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
        });
        return values;
    }
}
