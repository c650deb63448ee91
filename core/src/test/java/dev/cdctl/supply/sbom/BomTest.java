package dev.cdctl.supply.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BomTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    static final String SCHEMA = "bom-1.6.schema.json";

    private final Path folder;

    BomTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyKindOfComponentIsFoundAndTheBillFitsThePublishedSchema() {
        Json.Obj bom = bom(Map.of(
                "lib/app.jar", fatJar(),
                "lib/bundle.jar", jar(Map.of("META-INF/MANIFEST.MF", bytes("""
                        Manifest-Version: 1.0
                        Bundle-SymbolicName: org.osgi.thing;singleton:=true
                        Bundle-Version: 3.2.1

                        """))),
                "lib/plain.jar", jar(Map.of("a.txt", bytes("a"))),
                "lib/broken.jar", bytes("no zip at all"),
                "web/node_modules/@scope/part/package.json", bytes("{\"name\":\"@scope/part\",\"version\":\"1.2.3\"}"),
                "web/node_modules/@scope/part/index.js", bytes("x"),
                "web/package-lock.json", bytes("{\"lockfileVersion\":3,\"packages\":{}}"),
                "other/package-lock.json", bytes("""
                        {"lockfileVersion": 3, "packages": {
                          "": {"name": "web"},
                          "node_modules/left": {"version": "1.0.0"},
                          "node_modules/tested": {"version": "9.9.9", "dev": true}}}
                        """),
                "var/lib/dpkg/status", bytes("""
                        Package: libssl3
                        Status: install ok installed
                        Architecture: amd64
                        Version: 3.0.17-1~deb12u2

                        Package: gone
                        Status: deinstall ok config-files
                        Version: 1
                        """),
                "start.sh", bytes("#!/bin/sh\n")));

        assertThat(Draft7.errors(SCHEMA, bom)).isEmpty();
        assertThat(purls(bom))
                .containsExactlyInAnyOrder(
                        "pkg:maven/org.example/app@1.0",
                        "pkg:maven/org.example/inner@2.0%2B7",
                        "pkg:maven/org.shaded/shaded@4.0",
                        "pkg:generic/org.osgi.thing@3.2.1",
                        "pkg:npm/%40scope/part@1.2.3",
                        "pkg:npm/left@1.0.0",
                        "pkg:deb/debian/libssl3@3.0.17-1~deb12u2?arch=amd64");
        assertThat(names(bom, "file"))
                .containsExactlyInAnyOrder(
                        "lib/plain.jar",
                        "lib/broken.jar",
                        "web/package-lock.json",
                        "other/package-lock.json",
                        "var/lib/dpkg/status",
                        "start.sh");
        assertThat(JsonText.line(bom)).contains("lib/app.jar!/BOOT-INF/lib/inner-2.0+7.jar");
    }

    @Test
    void theSameArtifactHasTheSameBillAndAnotherOneHasAnother() {
        Json.Obj bom = bom(Map.of("a.txt", bytes("a")));

        assertThat(bom(Map.of("a.txt", bytes("a")))).isEqualTo(bom);
        assertThat(bom.need("serialNumber"))
                .isNotEqualTo(bom(Map.of("a.txt", bytes("b"))).need("serialNumber"));
        assertThat(bom.object("metadata").orElseThrow().need("timestamp")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void theSchemaIsReallyHeldAgainstIt() {
        Json.Obj bom = bom(Map.of("a.txt", bytes("a")));
        Map<String, Json> wrong = new LinkedHashMap<>(bom.members());
        wrong.put("serialNumber", Json.of("urn:uuid:1"));
        wrong.put("surprise", Json.of(1));
        wrong.put(
                "components", Json.of(List.of(Json.object().put("type", "thing").build())));

        assertThat(Draft7.errors(SCHEMA, new Json.Obj(wrong)))
                .anyMatch(error -> error.startsWith(".serialNumber"))
                .anyMatch(error -> error.contains("surprise"))
                .anyMatch(error -> error.startsWith(".components[].type"))
                .anyMatch(error -> error.contains("needs") && error.contains("name"));
    }

    @Test
    void anotherArchiveThanTheOneOfTheReleaseIsRefused() throws IOException {
        Path archive = Files.write(folder.resolve("a.zip"), jar(Map.of("a", bytes("a"))));

        assertThatThrownBy(() -> Contents.of(archive, Digest.of("other"))).hasMessageContaining("CD-764");
    }

    private Json.Obj bom(Map<String, byte[]> files) {
        try {
            Path archive = Files.write(folder.resolve("books-1.0.zip"), jar(files));
            Digest digest = Digest.of(archive);
            ReleaseManifest.Item item =
                    new ReleaseManifest.Item(new Name("books"), "books-1.0.zip", digest, Files.size(archive));
            ReleaseManifest manifest =
                    new ReleaseManifest(new Name("books"), new Version("1.0"), Optional.empty(), List.of(item));
            return Bom.of(manifest, item, TIME).of(Contents.of(archive, digest));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As Spring Boot makes them, with something shaded into it too. */
    private static byte[] fatJar() {
        return jar(Map.of(
                "META-INF/maven/org.example/app/pom.properties",
                bytes("groupId=org.example\nartifactId=app\nversion=1.0\n"),
                "META-INF/maven/org.shaded/shaded/pom.properties",
                bytes("groupId=org.shaded\nartifactId=shaded\nversion=4.0\n"),
                "BOOT-INF/lib/inner-2.0+7.jar",
                jar(Map.of(
                        "META-INF/maven/org.example/inner/pom.properties",
                        bytes("groupId=org.example\nartifactId=inner\nversion=2.0+7\n")))));
    }

    private static byte[] jar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new java.util.TreeMap<>(files).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> purls(Json.Obj bom) {
        return components(bom).flatMap(each -> each.text("purl").stream()).toList();
    }

    private static List<String> names(Json.Obj bom, String type) {
        return components(bom)
                .filter(each -> each.need("type").equals(type))
                .map(each -> each.need("name"))
                .toList();
    }

    private static java.util.stream.Stream<Json.Obj> components(Json.Obj bom) {
        return bom.items("components").stream().map(Json.Obj.class::cast);
    }
}
