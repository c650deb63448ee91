package dev.cdctl.supply.sbom;

import dev.cdctl.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * What a jar says that it is: the coordinates in {@code META-INF/maven/<group>/<artifact>/pom.properties}, or what its
 * manifest says.
 *
 * @param group empty when it is only known by its manifest
 */
record Maven(String group, String artifact, String version) {
    /** The coordinates in a pom.properties. */
    static Optional<Maven> ofProperties(byte[] file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
        Maven found = new Maven(
                properties.getProperty("groupId", ""),
                properties.getProperty("artifactId", ""),
                properties.getProperty("version", ""));
        boolean whole = Stream.of(found.group, found.artifact, found.version).noneMatch(String::isBlank);
        return Optional.of(found).filter(coordinates -> whole);
    }

    /** The name and version in a jar's manifest, as bundles, modules and others write them. */
    static Optional<Maven> ofManifest(byte[] file) {
        try {
            Attributes main = new Manifest(new ByteArrayInputStream(file)).getMainAttributes();
            Optional<String> name = first(main, "Bundle-SymbolicName", "Automatic-Module-Name", "Implementation-Title");
            Optional<String> version = first(main, "Bundle-Version", "Implementation-Version");
            return name.flatMap(text -> version.map(number -> new Maven("", text.replaceFirst(";.*", ""), number)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> first(Attributes main, String... names) {
        return Stream.of(names)
                .flatMap(name -> Optional.ofNullable(main.getValue(name)).stream())
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    /** Whether a jar of that file name is this artifact, and not one that it was made from. */
    boolean fits(String file) {
        return file.equals(artifact + "-" + version + ".jar")
                || file.equals(artifact + ".jar")
                || file.startsWith(artifact + "-" + version + "-");
    }

    Component in(String place, Optional<Digest> digest) {
        Purl purl = group.isEmpty()
                ? Purl.of("generic", "", artifact, version)
                : Purl.of("maven", group, artifact, version);
        return new Component(Component.Kind.LIBRARY, group, artifact, version, Optional.of(purl), digest, place);
    }
}
