package dev.cdctl.language;

import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the version of a repository comes from until its owner says otherwise: the tags of whatever keeps it, else the
 * file that has one.
 *
 * @param source the value of {@code version.from}
 * @param remark what it means
 */
record FirstVersion(String source, String remark) {
    private static final String OTHERS = "; or git, maven, npm, svn, file, env, command";

    /** Looks at that folder and those above it. */
    static FirstVersion of(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))) {
                return new FirstVersion("git", "the nearest tag, such as v1.4.2");
            }
            if (Files.isDirectory(at.resolve(".svn"))) {
                return new FirstVersion("svn", "the nearest copy in tags, such as tags/v1.4.2");
            }
        }
        if (Files.isRegularFile(folder.resolve("pom.xml"))) {
            return new FirstVersion("maven", "the version in pom.xml");
        }
        return npmVersion(folder.resolve("package.json")).isPresent()
                ? new FirstVersion("npm", "the version in package.json")
                : new FirstVersion("git", "the nearest tag, such as v1.4.2");
    }

    /** Its line in the {@code version} block, with the remark as a comment. */
    String line() {
        return "  from: " + source + " ".repeat(20 - source.length()) + "# " + remark + OTHERS;
    }

    private static Optional<String> npmVersion(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? JsonText.readObject(Files.readString(file)).text("version")
                    : Optional.empty();
        } catch (IOException | JsonException e) {
            return Optional.empty();
        }
    }
}
