package dev.cdctl.adapter.nginx;

import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What an environment's files are going to be, by their names.
 *
 * @param bytes as the scripts read them: for each a line with its name and its bytes, then these bytes
 */
record NewFiles(byte[] bytes) {
    /** @param texts in the order in which they are written */
    static NewFiles of(Map<String, String> texts) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        texts.forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            input.writeBytes((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            input.writeBytes(bytes);
        });
        return new NewFiles(input.toByteArray());
    }

    /** By which a script sees that they are there already. */
    String digest() {
        return Digest.of(bytes).hex();
    }
}
