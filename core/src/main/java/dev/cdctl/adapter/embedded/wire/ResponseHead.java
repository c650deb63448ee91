package dev.cdctl.adapter.embedded.wire;

import io.undertow.util.HeaderMap;
import java.io.IOException;

/**
 * The head of an instance's answer.
 *
 * @param persistent whether the connection can carry another request after this answer
 */
public record ResponseHead(int status, boolean persistent, HeaderMap headers, boolean chunked, long contentLength) {
    /** Whether another head follows this one; 101 is the end of HTTP on this connection instead. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** How the body is framed when the request asked for one. */
    public Framing framing(boolean headRequest) throws IOException {
        if (headRequest || status == 204 || status == 304) {
            return new Framing.Length(0);
        }
        if (chunked) {
            return new ChunkedFraming();
        }
        return contentLength >= 0 ? new Framing.Length(contentLength) : new Framing.UntilClose();
    }
}
