package dev.cdctl.artifact.inside;

import dev.cdctl.version.stamp.OwnNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The manifest of a jar, and the pom.properties that Maven puts into it. */
final class JarVersions {
    private static final String POM = "META-INF/maven/[^/]+/[^/]+/pom\\.properties";

    private JarVersions() {}

    /** A jar is the service's own when one of its pom.properties is. Those of libraries inside it are not looked at. */
    static List<Said> read(Path file, Optional<OwnNames> own) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<Said> poms = new ArrayList<>();
            List<? extends ZipEntry> entries =
                    zip.stream().filter(entry -> entry.getName().matches(POM)).toList();
            for (ZipEntry entry : entries) {
                pom(zip, entry, own, entries.size() == 1).ifPresent(poms::add);
            }
            List<Said> said = new ArrayList<>(poms);
            if (own.isEmpty() || !poms.isEmpty()) {
                said.addAll(manifest(zip));
            }
            return said;
        }
    }

    private static Optional<Said> pom(ZipFile zip, ZipEntry entry, Optional<OwnNames> own, boolean only)
            throws IOException {
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(entry)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new Unreadable(entry.getName() + " is damaged");
        }
        String coordinates = properties.getProperty("groupId") + ":" + properties.getProperty("artifactId");
        boolean counts =
                own.map(names -> names.coordinates().contains(coordinates)).orElse(only);
        return Optional.ofNullable(properties.getProperty("version"))
                .filter(version -> counts)
                .map(version -> new Said(entry.getName() + ": version", version, Said.Style.TEXT));
    }

    private static List<Said> manifest(ZipFile zip) throws IOException {
        List<Said> said = new ArrayList<>();
        Optional<ZipEntry> entry = Optional.ofNullable(zip.getEntry(JarFile.MANIFEST_NAME));
        if (entry.isPresent()) {
            try (InputStream in = zip.getInputStream(entry.get())) {
                Attributes main = new Manifest(in).getMainAttributes();
                add(main, "Implementation-Version", Said.Style.TEXT, said);
                add(main, "Bundle-Version", Said.Style.BUNDLE, said);
            }
        }
        return said;
    }

    private static void add(Attributes main, String name, Said.Style style, List<Said> said) {
        Optional.ofNullable(main.getValue(name))
                .ifPresent(text -> said.add(new Said(JarFile.MANIFEST_NAME + ": " + name, text.strip(), style)));
    }
}
