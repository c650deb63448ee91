package dev.cdctl.http;

import java.io.IOException;

/** What came is not an HTTP/1.x answer. */
final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Shows the start of what came, without control characters. */
    NotHttpException(String came) {
        super("not HTTP: " + came.substring(0, Math.min(came.length(), 60)).replaceAll("[^ -~]", "?"));
    }
}
