package dev.cdctl.operate;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder {@code .cdctl} beside pipeline.yaml. It ignores itself, so that no working copy is dirty because of it. */
public final class OwnFolder {
    private OwnFolder() {}

    /**
     * Makes it when it is not there.
     *
     * @throws Failure failed, when it cannot be written; nothing else was done then
     */
    public static Path in(Path project) {
        Path folder = project.resolve(".cdctl");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(folder.resolve(".gitignore"))) {
                WholeFile.at(folder.resolve(".gitignore")).write("*\n");
            }
        } catch (IOException e) {
            throw cannotWrite(folder, e.toString()).causedBy(e);
        }
        if (!Files.isWritable(folder)) {
            throw cannotWrite(folder, "it is read-only for this user");
        }
        return folder;
    }

    private static Failure cannotWrite(Path folder, String why) {
        return Failure.failed(Problem.of("CD-427", "cdctl's own folder " + folder + " cannot be written")
                .because(why)
                .remedy("make it writable, or delete it: what is in it can be made again"));
    }
}
