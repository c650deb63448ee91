package dev.cdctl.artifact.oci;

import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a layout in the place of another. It is written beside it and renamed, so that it is there whole or not at all. */
public record LayoutWriter(OciLayout layout) {
    /** Writes a layout. */
    public interface Content {
        /** Writes into that empty folder. */
        void writeTo(Path folder) throws IOException;
    }

    /** Writes it in the place of what is there. */
    public void write(Content content) throws IOException {
        Path target = layout.folder();
        Path parent = Objects.requireNonNull(target.getParent());
        Files.createDirectories(parent);
        removeDrafts(parent);
        Path draft = Files.createDirectory(parent.resolve(prefix() + UUID.randomUUID()));
        try {
            content.writeTo(draft);
            delete(target);
            Files.move(draft, target);
            WholeFile.syncFolder(parent);
        } finally {
            delete(draft);
        }
    }

    /** What a killed run left; one repository is packaged by one run at a time. */
    private void removeDrafts(Path parent) throws IOException {
        List<Path> drafts;
        try (Stream<Path> all = Files.list(parent)) {
            drafts = all.filter(path -> String.valueOf(path.getFileName()).startsWith(prefix()))
                    .toList();
        }
        for (Path each : drafts) {
            delete(each);
        }
    }

    private String prefix() {
        return "." + layout.folder().getFileName() + ".";
    }

    /** Deletes a folder with all that is in it; does nothing when there is none. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
