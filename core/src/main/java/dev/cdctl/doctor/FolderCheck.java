package dev.cdctl.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a folder can be written and has room; the folder itself may not be there yet. */
record FolderCheck(String about, String what, Path folder) {
    private static final long MEBIBYTE = 1024L * 1024;
    private static final long LITTLE = 1024 * MEBIBYTE;
    private static final long TOO_LITTLE = 100 * MEBIBYTE;

    Finding look() {
        Optional<Path> there = Stream.iterate(
                        folder.toAbsolutePath().normalize(), path -> path != null, Path::getParent)
                .filter(Files::exists)
                .findFirst();
        if (there.isEmpty() || !Files.isDirectory(there.get())) {
            return Finding.wrong(
                    about,
                    what + " " + folder + " cannot be made: "
                            + there.map(Path::toString).orElse("its root") + " is no folder",
                    "move that file away");
        }
        if (!Files.isWritable(there.get())) {
            return Finding.wrong(
                    about,
                    what + " " + folder + " cannot be written",
                    "give " + System.getProperty("user.name", "this user") + " the right to write " + there.get());
        }
        return room(there.get());
    }

    private Finding room(Path there) {
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String text = what + " " + folder + " can be written, " + free / MEBIBYTE + " MiB are free";
            String remedy = "free some space; cdctl prune removes releases that are not needed";
            if (free < TOO_LITTLE) {
                return Finding.wrong(about, text, remedy);
            }
            return free < LITTLE ? Finding.warning(about, text, remedy) : Finding.ok(about, text);
        } catch (IOException e) {
            return Finding.warning(
                    about, what + " " + folder + " does not tell its free space: " + e.getMessage(), "look with df");
        }
    }
}
