package dev.cdctl.version.source;

import dev.cdctl.model.Origin;
import dev.cdctl.version.Pom;
import dev.cdctl.version.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pom.xml files of a repository, which lead from one to its parent.
 *
 * @param folder that paths are relative to
 * @param top of the repository, above which nothing is looked for
 * @param reader reads a file of the repository, for the path and the place that names it
 */
record PomFiles(Path folder, Path top, BiFunction<String, Origin, SourceText> reader) {
    private static final Pattern DEFINE = Pattern.compile("(?:-D|--define[ =])\\s*([^=\\s]+)=(\\S*)");

    /** The version of the project of that pom. */
    String version(String path) {
        return new PomVersion(read(path), given(path), this::parent).text();
    }

    private Pom read(String path) {
        return Pom.parse(path, reader.apply(path, Origin.of(path)).text());
    }

    /** The parent where the pom says that it is. As in Maven, a pom there that is another one does not count. */
    private Optional<Pom> parent(Pom pom) {
        return pom.parentPath()
                .map(way -> Path.of(pom.name()).resolveSibling(way).normalize())
                .map(path -> Files.isDirectory(folder.resolve(path)) ? path.resolve("pom.xml") : path)
                .filter(path -> Files.isRegularFile(folder.resolve(path)))
                .map(path -> read(path.toString()))
                .filter(parent -> parent.element("artifactId").equals(pom.element("parent/artifactId")));
    }

    /** The properties of {@code .mvn/maven.config}, in the nearest folder above the pom that has {@code .mvn}. */
    private Map<String, String> given(String path) {
        Map<String, String> given = new HashMap<>();
        for (Path at = folder.resolve(path).normalize().getParent();
                at != null && at.startsWith(top);
                at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".mvn"))) {
                Path file = at.resolve(".mvn").resolve("maven.config");
                Matcher defined = DEFINE.matcher(Files.isRegularFile(file) ? text(file) : "");
                while (defined.find()) {
                    given.put(defined.group(1), defined.group(2));
                }
                break;
            }
        }
        return given;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
