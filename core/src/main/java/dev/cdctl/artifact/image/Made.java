package dev.cdctl.artifact.image;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a layout was made from, noted beside it, so that nothing is exported or tested twice. A note that cannot be read,
 * or is of another format, counts as none: then it is done again.
 *
 * @param from of the engine's id of the image, and of what its manifest says besides
 * @param tested of the image and the test that it passed
 */
record Made(Digest from, Optional<Digest> tested) {
    private static final int FORMAT = 1;
    private static final String FILE = "cdctl.json";

    static Optional<Made> find(OciLayout layout) {
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file(layout)));
            return json.needNumber("format") == FORMAT
                    ? Optional.of(new Made(
                            Digest.parse(json.need("from")), json.text("tested").map(Digest::parse)))
                    : Optional.empty();
        } catch (IOException | JsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void write(OciLayout layout) throws IOException {
        WholeFile.at(file(layout))
                .write(JsonText.line(Json.object()
                        .put("format", FORMAT)
                        .put("from", from.toString())
                        .put("tested", tested)
                        .build()));
    }

    private static Path file(OciLayout layout) {
        return layout.folder().resolve(FILE);
    }
}
