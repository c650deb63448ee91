package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** One question of a user on a connection of its own. */
record Question(int status, String version) {
    private static final int PATIENCE_MILLIS = 5_000;

    /** Asks; status 0 and the reason when nobody answers. */
    static Question ask(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Connection", "close");
            int status = connection.getResponseCode();
            String version = connection.getHeaderField("X-Version");
            return new Question(status, version == null ? "no version, status " + status : version);
        } catch (IOException e) {
            return new Question(0, e.toString());
        }
    }
}
