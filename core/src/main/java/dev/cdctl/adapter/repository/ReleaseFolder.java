package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** The folder of one release. What comes from the disk is checked again, because anyone may have written it. */
record ReleaseFolder(Path folder, Name service, Version version) {
    static final String MANIFEST = StoredManifest.FILE;
    private static final Set<String> RESERVED = Set.of(MANIFEST, Order.FILE, EvidenceFolder.NAME);

    /** Whether the release is there. */
    boolean exists() {
        return isThere(folder.resolve(MANIFEST));
    }

    /** Whether there is such a file; unlike {@link Files#exists}, it does not take a refusal for an absence. */
    static boolean isThere(Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            requireFolderAbove(path, e);
            return false;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Newer JDKs say "no such file" also when something above is a file. */
    private static void requireFolderAbove(Path path, IOException e) {
        Path above = path.getParent();
        while (above != null && Files.notExists(above)) {
            above = above.getParent();
        }
        if (above != null && !Files.isDirectory(above)) {
            throw unreadable(above, e);
        }
    }

    /** The digest of the release. */
    Digest digest() {
        return Digest.of(text(MANIFEST));
    }

    /**
     * The manifest of the release.
     *
     * @throws Failure when it is damaged, of a newer format or that of another release
     */
    ReleaseManifest manifest() {
        return stored().parse(text(MANIFEST), RESERVED);
    }

    private StoredManifest stored() {
        return new StoredManifest(folder.toString(), service, version);
    }

    /** Opens an artifact, whose bytes are compared with its digest first. */
    InputStream open(ReleaseManifest.Item item) {
        Path file = check(item);
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Path check(ReleaseManifest.Item item) {
        checkFileName(item.file());
        Path file = folder.resolve(item.file());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw damaged("the artifact " + item.file() + " is missing");
        }
        Digest actual = digest(file);
        if (!actual.equals(item.digest())) {
            throw damaged("the artifact " + item.file() + " should be " + item.digest() + ", and is " + actual);
        }
        return file;
    }

    private static Digest digest(Path file) {
        try {
            return Digest.of(file);
        } catch (UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    /** What was attested of the release. */
    EvidenceFolder evidence() {
        return new EvidenceFolder(this, folder.resolve(EvidenceFolder.NAME));
    }

    /**
     * Compares what is here with what is being pushed, down to the bytes of the artifacts.
     *
     * @throws Failure refused, when something differs
     */
    void requireSame(ReleaseManifest pushed) {
        ReleaseManifest here = manifest();
        StoredManifest.requireSame(here, pushed);
        here.artifacts().forEach(this::check);
    }

    /** The text of a file in the folder. */
    String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (CharacterCodingException | NoSuchFileException e) {
            throw damaged(file + " is missing or no text");
        } catch (IOException e) {
            throw unreadable(folder.resolve(file), e);
        }
    }

    /** Refuses what a newer cdctl wrote. */
    void requireFormat(Json.Obj json, int known, String file) {
        stored().requireFormat(json, known, file);
    }

    /** The release cannot be trusted. */
    Failure damaged(String why) {
        return stored().damaged(why);
    }

    /** Refuses what is no plain name of a file, or is that of a file which the repository keeps itself. */
    static void checkFileName(String file) {
        StoredManifest.checkFileName(file, RESERVED);
    }

    /** The repository cannot be read. */
    static Failure unreadable(Path path, Exception e) {
        return Failure.unreachable(Problem.of("CD-432", "the repository cannot be read at " + path)
                        .because(String.valueOf(e))
                        .remedy("look at its permissions, and whether it is mounted"))
                .causedBy(e);
    }
}
