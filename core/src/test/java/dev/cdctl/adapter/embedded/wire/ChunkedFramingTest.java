package dev.cdctl.adapter.embedded.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedFramingTest {
    private static final String BODY = "5\r\nhello\r\nA;name=\"x\"\r\n, world!!!\r\n0\r\nTrailer: y\r\n\r\n";

    @Test
    void aBodyIsTheSameHoweverItIsCut() throws IOException {
        for (int size = 1; size <= BODY.length(); size++) {
            ChunkedFraming framing = new ChunkedFraming();
            assertThat(read(framing, BODY, size)).isEqualTo("hello, world!!!");
            assertThat(framing.isDone()).isTrue();
        }
    }

    @Test
    void whatFollowsTheBodyStaysInTheBuffer() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap("0\r\n\r\nHTTP".getBytes(StandardCharsets.US_ASCII));
        ChunkedFraming framing = new ChunkedFraming();
        assertThat(framing.available(buffer)).isZero();
        assertThat(framing.isDone()).isTrue();
        assertThat(buffer.remaining()).isEqualTo(4);
    }

    @Test
    void aBodyThatIsCutIsNotDone() throws IOException {
        ChunkedFraming framing = new ChunkedFraming();
        read(framing, BODY.substring(0, BODY.length() - 1), 100);
        assertThat(framing.isDone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "\r\n", "5x\r\n", "1\r\nab\r\n", "-1\r\n", "fffffffffffffffff\r\n"})
    void brokenChunksAreRefused(String text) {
        assertThatThrownBy(() -> read(new ChunkedFraming(), text, 100)).isInstanceOf(IOException.class);
    }

    private static String read(ChunkedFraming framing, String text, int size) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            String piece = text.substring(from, Math.min(text.length(), from + size));
            ByteBuffer buffer = ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII));
            for (int count = framing.available(buffer); count > 0; count = framing.available(buffer)) {
                byte[] bytes = new byte[count];
                buffer.get(bytes);
                framing.taken(count);
                body.append(new String(bytes, StandardCharsets.US_ASCII));
            }
        }
        return body.toString();
    }
}
