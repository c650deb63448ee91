package dev.cdctl.supply.sbom;

import dev.cdctl.artifact.archive.ArchiveReader;
import dev.cdctl.artifact.archive.Limits;
import dev.cdctl.artifact.oci.LayerReader;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What an artifact consists of. */
public final class Contents {
    private final List<Component> components;

    private Contents(List<Component> components) {
        this.components = List.copyOf(components);
    }

    /**
     * What an archive consists of.
     *
     * @param expected the digest of the archive
     * @throws Failure when it is not that archive, or cannot be read
     */
    public static Contents of(Path archive, Digest expected) {
        try {
            if (!Digest.of(archive).equals(expected)) {
                throw changed(archive, "it has other bytes than the release");
            }
            Scan scan = new Scan();
            new ArchiveReader(archive, Limits.usual()).read((name, executable, content) -> scan.file(name, content));
            return new Contents(scan.components());
        } catch (IOException | UncheckedIOException e) {
            throw changed(archive, String.valueOf(e)).causedBy(e);
        }
    }

    /**
     * What the files of an image are, as its highest layer leaves them.
     *
     * @throws Failure when a layer cannot be read
     */
    public static Contents of(OciLayout layout, OciLayout.Image image) {
        Scan scan = new Scan();
        try {
            new LayerReader(layout, image).read(new LayerReader.Files() {
                @Override
                public void file(String path, InputStream content) throws IOException {
                    scan.file(path, content);
                }

                @Override
                public void removed(String path) {
                    scan.remove(path);
                }
            });
            return new Contents(scan.components());
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw changed(layout.folder(), String.valueOf(e)).causedBy(e);
        }
    }

    private static Failure changed(Path artifact, String why) {
        return Failure.failed(Problem.of("CD-764", "what is in " + artifact.getFileName() + " cannot be told")
                .because(why)
                .remedy("run `cdctl package` and `cdctl push` again"));
    }

    List<Component> components() {
        return components;
    }
}
