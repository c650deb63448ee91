package dev.cdctl.deploy;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration files of deployments, kept by digest so that a rollback finds the older ones. */
public final class Configurations {
    /** The digest of no files at all: that of an empty text. Written out, since it would bring in all of java.security. */
    public static final Digest NONE = new Digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private final Path root;

    /** Kept in that folder. */
    public Configurations(Path root) {
        this.root = root;
    }

    /**
     * The digest of these files.
     *
     * @param project the folder that they are relative to
     * @throws Failure failed, when one cannot be read
     */
    public static Digest digest(Path project, List<String> files) {
        StringBuilder all = new StringBuilder();
        read(project, files)
                .forEach((name, bytes) ->
                        all.append(name).append('\n').append(Digest.of(bytes)).append('\n'));
        return Digest.of(all.toString());
    }

    /** Keeps these files; returns their digest. */
    public Digest keep(Path project, List<String> files) {
        Digest digest = digest(project, files);
        Path folder = folder(digest);
        read(project, files).forEach((name, bytes) -> keep(folder.resolve(name), bytes));
        return digest;
    }

    /** The folder that holds the files of that digest, by their names in the repository. */
    public Path folder(Digest digest) {
        return root.resolve(digest.hex().substring(0, 16));
    }

    private static void keep(Path file, byte[] bytes) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            WholeFile.at(file).write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> read(Path project, List<String> files) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String file : files) {
            try {
                contents.put(file, Files.readAllBytes(project.resolve(file)));
            } catch (IOException e) {
                throw Failure.failed(Problem.of("CD-575", "the configuration file " + file + " cannot be read")
                                .because(String.valueOf(e.getMessage()))
                                .remedy("create it, or take it out of `run.config`"))
                        .causedBy(e);
            }
        }
        return contents;
    }
}
