package dev.cdctl.adapter.embedded.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadReaderTest {
    private static final String HEAD =
            "HTTP/1.1 207 Multi-Status\r\nContent-Length: 12\r\nset-cookie: a\r\nSet-Cookie:  b \r\nEmpty:\r\n\r\n";

    @Test
    void aHeadIsReadWithItsHeaders() throws IOException {
        ResponseHead head = read(HEAD).orElseThrow();
        assertThat(head.status()).isEqualTo(207);
        assertThat(head.persistent()).isTrue();
        assertThat(head.contentLength()).isEqualTo(12);
        assertThat(head.headers().get("Set-Cookie")).containsExactly("a", "b");
        assertThat(head.headers().getFirst("Empty")).isEmpty();
    }

    @Test
    void aHeadThatIsNotWholeIsLeftInTheBuffer() throws IOException {
        for (int cut = 0; cut < HEAD.length(); cut++) {
            ByteBuffer buffer = buffer(HEAD.substring(0, cut));
            assertThat(new HeadReader().read(buffer)).isEmpty();
            assertThat(buffer.remaining()).isEqualTo(cut);
        }
    }

    @Test
    void theBodyIsLeftInTheBuffer() throws IOException {
        ByteBuffer buffer = buffer(HEAD + "body");
        assertThat(new HeadReader().read(buffer)).isPresent();
        assertThat(buffer.remaining()).isEqualTo(4);
    }

    @Test
    void theChunkedCodingCountsMoreThanALength() throws IOException {
        ResponseHead head = read("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 3\n\n")
                .orElseThrow();
        assertThat(head.chunked()).isTrue();
        assertThat(head.framing(false)).isInstanceOf(ChunkedFraming.class);
        assertThat(head.framing(true).isDone()).isTrue();
    }

    @Test
    void theConnectionIsKeptAsTheProtocolSays() throws IOException {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\n").orElseThrow().persistent()).isFalse();
        assertThat(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n")
                        .orElseThrow()
                        .persistent())
                .isTrue();
        assertThat(read("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n")
                        .orElseThrow()
                        .persistent())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName : space\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"
            })
    void whatIsNoProperHeadIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    private static Optional<ResponseHead> read(String text) throws IOException {
        return new HeadReader().read(buffer(text));
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
