package dev.cdctl.artifact.image;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.oci.SavedArchive;
import dev.cdctl.artifact.oci.SavedImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An image that was built, wherever it is now. */
sealed interface Built {
    /** What tells it apart from others. */
    String id();

    /** Writes it as a layout into that empty folder. */
    void into(Path folder, Map<String, String> annotations) throws IOException;

    /** What the engine calls it; it is put there from its layout when it is not there. */
    default String inEngine(ImageEngine engine, OciLayout layout) throws IOException {
        OciLayout.Image image = layout.read();
        String id = image.config().digest().toString();
        if (engine.find(id).isPresent()) {
            return id;
        }
        String name = "cdctl-load/" + image.config().digest().brief() + ":latest";
        Path file = Files.createTempFile(layout.folder(), ".load", ".tar");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                new SavedArchive(layout, image).writeTo(out, name);
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                engine.load(in);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return engine.find(id).or(() -> engine.find(name)).orElse(id);
    }

    /** In the engine. */
    record InEngine(String id, ImageEngine engine) implements Built {
        @Override
        public void into(Path folder, Map<String, String> annotations) throws IOException {
            engine.export(id, archive -> SavedImage.into(archive, folder, annotations));
        }

        @Override
        public String inEngine(ImageEngine other, OciLayout layout) {
            return id;
        }
    }

    /** A layout that a script left, which is taken over as it is. */
    record AsLayout(String id, OciLayout left) implements Built {
        @Override
        public void into(Path folder, Map<String, String> annotations) throws IOException {
            left.copyTo(folder);
        }
    }

    /** An archive that a script left, in the form of {@code docker save}. */
    record AsArchive(String id, Path file) implements Built {
        @Override
        public void into(Path folder, Map<String, String> annotations) throws IOException {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                SavedImage.into(in, folder, annotations);
            }
        }
    }
}
