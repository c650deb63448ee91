package dev.cdctl.artifact.inside;

import dev.cdctl.version.stamp.OwnNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of files that say a version, told by their names. */
enum Kind {
    JAR(Set.of(".jar", ".war", ".ear"), JarVersions::read),
    WINDOWS(Set.of(".dll", ".exe"), WindowsVersions::read),
    INSTALLER(Set.of(".msi"), (file, own) -> InstallerVersions.read(file)),
    NPM(Set.of(".tgz"), NpmVersions::read),
    DEBIAN(Set.of(".deb"), (file, own) -> DebianVersions.read(file));

    private final Set<String> endings;
    private final Reader reader;

    /** Reads what a file says. */
    @FunctionalInterface
    interface Reader {
        /**
         * Everything that it says.
         *
         * @param own when given, only what the file says of these is read
         */
        List<Said> read(Path file, Optional<OwnNames> own) throws IOException;
    }

    Kind(Set<String> endings, Reader reader) {
        this.endings = endings;
        this.reader = reader;
    }

    /** The kind of a file of that name. */
    static Optional<Kind> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Kind kind : values()) {
            if (kind.endings.stream().anyMatch(lower::endsWith)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Whether such files say whose they are, so that the service's own can be told from those of others. */
    boolean namesItself() {
        return this == JAR || this == WINDOWS || this == NPM;
    }

    List<Said> read(Path file, Optional<OwnNames> own) throws IOException {
        return reader.read(file, own);
    }
}
