package dev.cdctl.artifact;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import java.util.List;
import java.util.Optional;

/**
 * One archive to package.
 *
 * @param files globs relative to {@code root}
 * @param root the folder that becomes the top of the archive, relative to the repository; the repository when absent
 */
public record ArchiveSpec(Name name, Format format, List<String> files, Optional<String> root, Origin origin)
        implements Packaged {
    private static final Key<Name> NAME =
            Key.required("name", Types.name(), "What the archive is called: `books` becomes `books-1.4.2.tar.gz`.");
    private static final Key<Format> FORMAT = Key.of(
                    "format", Types.word(Format.values(), Format::suffix), "The form of the archive.")
            .or("tar.gz");
    private static final Key<List<String>> FILES = Key.required(
            "files",
            new ListOf<String>("a list of patterns", Paths.glob()),
            "The files to put in, as patterns relative to `root`.");
    private static final Key<String> ROOT = Key.of(
            "root",
            Paths.relative(),
            "The folder that becomes the top of the archive, relative to the repository; the repository by default.");
    private static final Key<ArchiveSpec> ARCHIVE = Key.required(
            "archive",
            Block.of("an archive block", ArchiveSpec::from, NAME, FORMAT, FILES, ROOT),
            "One archive, packaged reproducibly.");

    /** One entry of {@code package}. */
    public static final Block<ArchiveSpec> BLOCK = Block.of("a package", values -> values.get(ARCHIVE), ARCHIVE);

    /** The form of an archive. */
    public enum Format {
        ZIP("zip"),
        TAR_GZ("tar.gz");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }

        /** How the file's name ends, without the dot; the word in pipeline.yaml too. */
        public String suffix() {
            return suffix;
        }
    }

    /** Copies the list. */
    public ArchiveSpec {
        files = List.copyOf(files);
    }

    private static ArchiveSpec from(Values values) {
        return new ArchiveSpec(
                values.get(NAME), values.get(FORMAT), values.get(FILES), values.find(ROOT), values.origin());
    }
}
