package dev.cdctl.artifact;

import dev.cdctl.artifact.archive.ArchiveManifest;
import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import dev.cdctl.script.cache.FileDigests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the archives that lie in {@code .cdctl/dist} were made from: {@code .cdctl/packaged}, so that the same is not
 * packaged again.
 *
 * @param repository the folder of pipeline.yaml, as a real path
 */
record MadeFrom(Path repository, FileDigests digests) {
    private static final String HEADER = "cdctl packaged 1";

    /** What stands for these archives: the names of their files, what is in each, and the time of the files in them. */
    static Digest source(List<String> files, List<ArchiveManifest> manifests, Provenance from) {
        StringBuilder text = new StringBuilder(HEADER + "\n" + from.time() + "\n");
        files.forEach(file -> text.append(file).append('\n'));
        manifests.forEach(manifest -> text.append(manifest.text()).append('\n'));
        return Digest.of(text.toString());
    }

    /** The release that was made from that, when all its archives lie there as they were made. */
    Optional<ReleaseManifest> find(Digest source) throws IOException {
        Optional<ReleaseManifest> manifest = noted(source);
        for (ReleaseManifest.Item item :
                manifest.map(ReleaseManifest::artifacts).orElse(List.of())) {
            Path archive = Packager.dist(repository).resolve(item.file());
            if (!Files.isRegularFile(archive)
                    || Files.size(archive) != item.size()
                    || !digests.of(archive).equals(item.digest())) {
                return Optional.empty();
            }
        }
        return manifest;
    }

    private Optional<ReleaseManifest> noted(Digest source) throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        List<String> lines = Files.readString(file()).lines().toList();
        return lines.size() == 3 && lines.get(0).equals(HEADER) && lines.get(1).equals(source.toString())
                ? ReleaseFile.find(repository)
                        .map(file -> file.manifest().with(List.of()))
                        .filter(manifest ->
                                manifest.release().digest().toString().equals(lines.get(2)))
                : Optional.empty();
    }

    /** Notes what a release was made from. */
    void note(Digest source, ReleaseManifest manifest) throws IOException {
        WholeFile.at(file())
                .write(HEADER + "\n" + source + "\n" + manifest.release().digest() + "\n");
        digests.save();
    }

    private Path file() {
        return repository.resolve(".cdctl").resolve("packaged");
    }
}
