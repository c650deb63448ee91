package dev.cdctl.version.stamp;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.stamp.kind.NpmLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.TreeSet;

/**
 * The files of a working copy that stamps are about.
 *
 * @param folder that of pipeline.yaml, which globs are relative to
 */
record SourceFiles(Path folder) {
    /** Sources are read into memory as a whole, several times as large as they are. */
    private static final long LARGEST = 64L << 20;

    /**
     * The paths that an entry names, relative to the folder, with slashes.
     *
     * @throws Failure when there is none
     */
    List<String> find(StampSpec spec) {
        List<String> found = Glob.walk(folder, List.of(parse(spec))).stream()
                .map(file -> folder.relativize(file).toString().replace(separator(), "/"))
                .toList();
        if (found.isEmpty()) {
            throw nothing(spec);
        }
        return spec.kind() == StampSpec.Kind.NPM ? withLocks(found) : found;
    }

    private List<String> withLocks(List<String> packages) {
        TreeSet<String> all = new TreeSet<>(packages);
        packages.stream()
                .flatMap(NpmLocks::beside)
                .filter(lock -> Files.isRegularFile(folder.resolve(lock), LinkOption.NOFOLLOW_LINKS))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /**
     * What a file is.
     *
     * @throws Failure when it cannot be read, or is too large
     */
    SourceText read(String path) {
        Path file = folder.resolve(path);
        try {
            if (Files.size(file) > LARGEST) {
                throw Failure.failed(Problem.of("CD-251", path + " is too large to be stamped")
                        .because("it has " + Files.size(file) + " bytes, and " + LARGEST + " are read")
                        .remedy("keep the version in a file of its own"));
            }
            return SourceText.of(Files.readAllBytes(file), path);
        } catch (IOException e) {
            throw unreadable(path + " cannot be read", e);
        }
    }

    /**
     * Makes sure that a file may be replaced.
     *
     * @throws Failure when it is read-only
     */
    void refuseReadOnly(String path) {
        Path file = folder.resolve(path);
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            boolean writable = Files.isWritable(file)
                    && (!posix || Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE));
            if (!writable) {
                throw Failure.failed(Problem.of("CD-252", path + " is read-only")
                        .remedy("check it out for editing, or chmod u+w " + path));
            }
        } catch (IOException e) {
            throw unreadable(path + " cannot be read", e);
        }
    }

    /** A file or a folder that cannot be read or written. */
    Failure unreadable(String what, IOException e) {
        return Failure.failed(Problem.of("CD-226", what)
                        .because(e.getClass().getSimpleName() + ": " + e.getMessage())
                        .remedy("make " + folder + " writable, and see that the disk is not full"))
                .causedBy(e);
    }

    private Failure nothing(StampSpec spec) {
        String glob = spec.glob();
        if (Files.exists(folder.resolve(glob), LinkOption.NOFOLLOW_LINKS)) {
            return Failure.failed(Problem.of("CD-222", glob + " is no file of its own")
                    .at(spec.origin())
                    .because("it is a folder, or a link, or behind a link; a stamp does not follow links")
                    .remedy("name the file itself"));
        }
        return Failure.failed(Problem.of("CD-221", "no file is called " + glob)
                .at(spec.origin())
                .because("looked below " + folder)
                .remedy("correct the path; it is relative to pipeline.yaml, and ** stands for any folders"));
    }

    private static Glob parse(StampSpec spec) {
        try {
            return Glob.parse(spec.glob());
        } catch (IllegalArgumentException e) {
            throw Failure.failed(Problem.of("CD-220", "'" + spec.glob() + "' is not a pattern for files")
                            .at(spec.origin())
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private String separator() {
        return folder.getFileSystem().getSeparator();
    }
}
