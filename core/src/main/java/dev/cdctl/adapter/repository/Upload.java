package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.archive.DigestedOutput;
import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A release on its way into the repository.
 *
 * @param folder where the artifacts lie
 */
record Upload(ReleaseManifest manifest, Path folder) {
    /**
     * Copies the artifacts into a new folder, then writes the manifest.
     *
     * @return the new folder
     * @throws dev.cdctl.model.Failure when an artifact is missing or not what the manifest says
     */
    Path into(Path ready) throws IOException {
        Files.createDirectories(ready);
        for (ReleaseManifest.Item item : manifest.artifacts()) {
            ReleaseFolder.checkFileName(item.file());
            Path file = folder.resolve(item.file());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw StoredManifest.notPackaged(item, "there is no such file in " + folder);
            }
            Digest actual = copy(file, ready.resolve(item.file()));
            if (!actual.equals(item.digest())) {
                throw StoredManifest.notPackaged(item, "expected " + item.digest() + ", found " + actual);
            }
        }
        WholeFile.at(ready.resolve(ReleaseFolder.MANIFEST)).write(manifest.text());
        return ready;
    }

    private static Digest copy(Path from, Path to) throws IOException {
        List<Digest> digest = new ArrayList<>();
        WholeFile.at(to).write(out -> {
            try (InputStream in = Files.newInputStream(from)) {
                DigestedOutput digested = new DigestedOutput(out);
                in.transferTo(digested);
                digest.add(digested.digest());
            }
        });
        return digest.get(0);
    }
}
