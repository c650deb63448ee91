package dev.cdctl.script;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds the folder that a script works in, which is never outside the repository. */
public final class WorkingFolder {
    private WorkingFolder() {}

    /**
     * The real folder, with every link followed.
     *
     * @param in relative to the repository
     * @throws Failure when it is not there (CD-306), or leads out of the repository (CD-307)
     */
    public static Path resolve(Path repository, String in, Origin origin) {
        try {
            Path root = repository.toRealPath();
            Path folder = root.resolve(in).normalize();
            if (!folder.startsWith(root)) {
                throw outside(in, folder, origin);
            }
            Path real = folder.toRealPath();
            if (!real.startsWith(root)) {
                throw outside(in, real, origin);
            }
            if (!Files.isDirectory(real)) {
                throw missing(in, real + " is not a folder", origin);
            }
            return real;
        } catch (IOException | InvalidPathException e) {
            throw missing(in, e.toString(), origin).causedBy(e);
        }
    }

    private static Failure missing(String in, String why, Origin origin) {
        return Failure.failed(Problem.of("CD-306", "there is no folder " + in + " to work in")
                .at(origin)
                .because(why)
                .remedy("create the folder, or mend the stage's in"));
    }

    private static Failure outside(String in, Path real, Origin origin) {
        return Failure.refused(Problem.of("CD-307", "the folder " + in + " is outside the repository")
                .at(origin)
                .because("it leads to " + real)
                .remedy("name a folder of the repository"));
    }
}
