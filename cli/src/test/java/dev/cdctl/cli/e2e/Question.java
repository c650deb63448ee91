package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** One question of a user on a connection of its own. */
record Question(int status, String version) {
    private static final int PATIENCE_MILLIS = 5_000;

    /** Asks on loopback; status 0 and the reason when nobody answers. */
    static Question ask(int port) {
        return ask(URI.create("http://127.0.0.1:" + port + "/"));
    }

    /** Asks there; status 0 and the reason when nobody answers. */
    static Question ask(URI url) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
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
