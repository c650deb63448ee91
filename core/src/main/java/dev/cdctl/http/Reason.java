package dev.cdctl.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownHostException;

/** Why there is no answer, in a few words; apart from TLS, which takes long to be loaded and is seldom the reason. */
final class Reason {
    private Reason() {}

    static String of(IOException e) {
        String said = said(e);
        if (e instanceof NotHttpException || e instanceof EOFException) {
            return said;
        }
        if (e instanceof UnknownHostException) {
            return "unknown host " + said;
        }
        String words = said.replaceFirst(" \\(.*\\)$", "");
        return words.isEmpty() ? "connection failed" : Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }

    static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
