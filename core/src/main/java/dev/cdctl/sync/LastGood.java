package dev.cdctl.sync;

import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.WholeFile;
import dev.cdctl.state.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file beside a router that says what it was last seen to serve, for a start without the store. */
public final class LastGood {
    private final Path file;

    /** The one in that file. */
    public LastGood(Path file) {
        this.file = file;
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    /**
     * What it says; empty when there is none.
     *
     * @throws IOException when it cannot be read
     * @throws Failure refused, when a newer cdctl wrote it; needs a person, when it is damaged
     */
    Optional<Wanted> read() throws IOException {
        try {
            String text = Files.readString(file);
            return Optional.of(Recorded.read(file.toString(), JsonText.readObject(text), Wanted::from));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Writes it whole. */
    void write(Wanted wanted) throws IOException {
        WholeFile.at(file).onlyForOwner().write(JsonText.pretty(wanted.toJson()) + "\n");
    }

    /** Removes it, when there is one. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
