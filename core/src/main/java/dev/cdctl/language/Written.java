package dev.cdctl.language;

import java.nio.file.Path;

/**
 * What a pipeline.yaml says, as it is written.
 *
 * @param file the file, or where it would lie: paths in it are relative to its folder
 * @param place what problems call it
 */
public record Written(Path file, String place, String text) {
    /** The name of the file alone. */
    public String name() {
        return String.valueOf(file.getFileName());
    }
}
