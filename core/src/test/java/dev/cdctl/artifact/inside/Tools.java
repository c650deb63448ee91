package dev.cdctl.artifact.inside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The tools that really build such files, run in a folder of the test. */
record Tools(Path folder) {
    Tools write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, content);
        return this;
    }

    /** Runs a script and fails with its output when it fails. */
    Tools run(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-ec", script))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(script + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return this;
    }

    Tools jar(String file, String coordinates, String pomVersion, String manifest) throws IOException {
        String[] parts = coordinates.split(":", -1);
        write("jar/manifest", manifest);
        write(
                "jar/in/META-INF/maven/" + parts[0] + "/" + parts[1] + "/pom.properties",
                "#Generated\ngroupId=" + parts[0] + "\nartifactId=" + parts[1] + "\nversion=" + pomVersion + "\n");
        return run("jar cfm " + file + " jar/manifest -C jar/in . && rm -r jar");
    }

    /** A program of .NET, by the compiler of Mono. */
    Tools assembly(String file, String assembly, String fileVersion, String informational) throws IOException {
        write("A.cs", """
                using System.Reflection;
                [assembly: AssemblyVersion("%s")]
                [assembly: AssemblyFileVersion("%s")]
                [assembly: AssemblyInformationalVersion("%s")]
                class P { static void Main() {} }
                """.formatted(assembly, fileVersion, informational));
        return run("mcs " + (file.endsWith(".dll") ? "-target:library " : "") + "-out:" + file + " A.cs && rm A.cs");
    }

    Tools msi(String file, String version, int others) throws IOException {
        StringBuilder rows = new StringBuilder("Property\tValue\ns72\tl0\nProperty\tProperty\n");
        for (int i = 0; i < others; i++) {
            rows.append("Other").append(i).append("\tvalue ").append(i).append("\n");
        }
        write("Property.idt", (rows + "ProductVersion\t" + version + "\n").replace("\n", "\r\n"));
        return run("msibuild " + file + " -i Property.idt && rm Property.idt");
    }

    Tools deb(String file, String version, String compression) throws IOException {
        write("deb/DEBIAN/control", """
                Package: books
                Version: %s
                Architecture: all
                Maintainer: Shelf <shelf@example.test>
                Description: Lends books
                """.formatted(version));
        return run(
                "dpkg-deb --root-owner-group -Z" + compression + " --build deb " + file + " >/dev/null && rm -r deb");
    }

    Tools npm(String file, String name, String version) throws IOException {
        write("npm/package.json", "{\"name\": \"" + name + "\", \"version\": \"" + version + "\"}");
        return run("npm pack --silent ./npm >/dev/null && mv *-" + version + ".tgz " + file + " && rm -r npm");
    }
}
