package dev.cdctl.artifact.archive;

import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a zip or tar.gz archive into a new folder, which appears when every file is in it and is what the archive's
 * manifest says. Nothing is ever written outside of it, whatever the archive contains.
 */
public final class Unpack {
    private static final int LONGEST_MANIFEST = 64 * 1024 * 1024;
    private static final int MOST_SHOWN = 20;

    private final Limits limits;
    private final boolean foreign;

    private Unpack(Limits limits, boolean foreign) {
        this.limits = limits;
        this.foreign = foreign;
    }

    /** Unpacks within {@link Limits#usual}. */
    public static Unpack usual() {
        return within(Limits.usual());
    }

    /** Unpacks within these limits. */
    public static Unpack within(Limits limits) {
        return new Unpack(limits, false);
    }

    /** Also takes archives without a manifest, which something else than cdctl made; their digest alone says what they are. */
    public Unpack orForeign() {
        return new Unpack(limits, true);
    }

    /**
     * Unpacks an archive.
     *
     * @param folder must not be there yet; its parent is created when needed
     * @param archive read to its end, not closed
     * @param expected the digest that the archive must have; it is checked before anything is unpacked
     * @return the manifest of the archive; its file lies in the folder too
     * @throws Failure refused, when the archive is not that one or not a safe one; nothing was written then
     */
    public ArchiveManifest into(Path folder, InputStream archive, Digest expected) {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(target);
        }
        try (Draft draft = Draft.in(Objects.requireNonNull(target.getParent()))) {
            Path spooled = spool(archive, draft.folder().resolve("archive"), expected);
            Path content = Files.createDirectory(draft.folder().resolve("content"));
            ArchiveManifest manifest = unpack(spooled, content);
            if (!draft.publish(content, target)) {
                throw taken(target);
            }
            return manifest;
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-419", "the archive cannot be unpacked into " + target)
                            .because(String.valueOf(e))
                            .remedy("look at the free space and the permissions of that folder"))
                    .causedBy(e);
        }
    }

    /** Copies the archive to the disk while it is digested, so that what was digested is what is unpacked. */
    private Path spool(InputStream archive, Path file, Digest expected) throws IOException {
        long rest = limits.bytes() + 1;
        byte[] buffer = new byte[64 * 1024];
        DigestedOutput out = new DigestedOutput(Files.newOutputStream(file));
        try (out) {
            for (int n = archive.read(buffer); n >= 0 && rest > 0; n = archive.read(buffer)) {
                out.write(buffer, 0, n);
                rest -= n;
            }
        }
        if (rest <= 0) {
            throw refused("CD-415", "the archive is greater than " + limits.bytes() + " bytes");
        }
        Digest actual = out.digest();
        if (!actual.equals(expected)) {
            throw Failure.refused(Problem.of("CD-410", "the archive is not the one that was asked for")
                    .because("expected " + expected + ", found " + actual)
                    .remedy("find out who changed it; push the release again under a new version"));
        }
        return file;
    }

    private ArchiveManifest unpack(Path archive, Path content) throws IOException {
        Map<String, ArchiveManifest.File> found = new TreeMap<>();
        EntryNames names = new EntryNames();
        new ArchiveReader(archive, limits).read((name, executable, bytes) -> {
            names.add(new EntryName(name)).ifPresent(earlier -> {
                throw clash(name, earlier);
            });
            found.put(name, write(content, name, executable, bytes));
        });
        List<Path> written = found.keySet().stream().map(content::resolve).toList();
        ArchiveManifest.File own = found.remove(ArchiveManifest.FILE);
        ArchiveManifest manifest =
                own == null && foreign && !found.isEmpty() ? ofNobody(found) : manifest(content, own);
        compare(manifest, found);
        Flush.all(written);
        return manifest;
    }

    private static ArchiveManifest.File write(Path content, String name, boolean executable, InputStream bytes)
            throws IOException {
        Path file = content.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (DigestedOutput out = new DigestedOutput(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
            bytes.transferTo(out);
            if (executable) {
                makeExecutable(file);
            }
            return new ArchiveManifest.File(name, out.digest(), out.size(), executable);
        }
    }

    /** Whoever may read it may execute it. */
    private static void makeExecutable(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(file, permissions);
    }

    private static ArchiveManifest ofNobody(Map<String, ArchiveManifest.File> found) {
        return new ArchiveManifest(
                new Name("unnamed"), new Version("0"), Optional.empty(), List.copyOf(found.values()));
    }

    private static ArchiveManifest manifest(Path content, ArchiveManifest.@Nullable File file) throws IOException {
        if (file == null || file.size() > LONGEST_MANIFEST) {
            throw refused("CD-416", "the archive has no " + ArchiveManifest.FILE + " at its top");
        }
        try {
            return ArchiveManifest.parse(Files.readString(content.resolve(file.path())));
        } catch (NewerFormat e) {
            throw Failure.refused(Problem.of("CD-417", "the archive was made by a newer cdctl")
                    .because(String.valueOf(e.getMessage()))
                    .remedy("deploy it with that version of cdctl"));
        } catch (JsonException | CharacterCodingException e) {
            throw refused("CD-416", "the archive's " + ArchiveManifest.FILE + " is damaged: " + e.getMessage());
        }
    }

    private static void compare(ArchiveManifest manifest, Map<String, ArchiveManifest.File> found) {
        List<String> differences = manifest.differencesTo(found.values());
        if (!differences.isEmpty()) {
            Problems problems = new Problems();
            differences.stream()
                    .limit(MOST_SHOWN)
                    .map(difference -> problem("CD-416", "the archive is not what its manifest says: " + difference))
                    .forEach(problems::add);
            problems.throwIfAny(Failure.Kind.REFUSED);
        }
    }

    private static Failure clash(String name, String earlier) {
        String same = name.equals(earlier) ? " twice" : " and " + ArchiveReader.quoted(earlier);
        return refused("CD-414", "the archive has " + ArchiveReader.quoted(name) + same + ", which are one file");
    }

    private static Failure taken(Path folder) {
        return Failure.refused(Problem.of("CD-418", "there is something at " + folder + " already")
                .because("an archive is unpacked into a new folder only")
                .remedy("remove it, or choose another folder"));
    }

    private static Failure refused(String code, String what) {
        return Failure.refused(problem(code, what));
    }

    private static Problem problem(String code, String what) {
        return Problem.of(code, what).remedy("take an archive that `cdctl package` made");
    }
}
