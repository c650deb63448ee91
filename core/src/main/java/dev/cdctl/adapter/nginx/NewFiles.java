package dev.cdctl.adapter.nginx;

import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What an environment's files are going to be, by their names.
 *
 * @param bytes as the scripts read them: for each a line with its name and its bytes, then these bytes
 * @param digest by which a script sees that they are there already
 */
record NewFiles(byte[] bytes, String digest) {
    /** @param texts in the order in which they are written */
    static NewFiles of(Map<String, String> texts) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        texts.forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            input.writeBytes((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            input.writeBytes(bytes);
        });
        byte[] all = input.toByteArray();
        return new NewFiles(all, Digest.of(all).hex());
    }
}
