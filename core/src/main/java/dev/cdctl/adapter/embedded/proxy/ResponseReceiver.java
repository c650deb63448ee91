package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.upstream.Upstream;
import dev.cdctl.adapter.embedded.wire.Framing;
import dev.cdctl.adapter.embedded.wire.ResponseHead;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.IoUtils;

/** Carries one request over one connection to an instance, and the answer back. Lives on one IO thread. */
final class ResponseReceiver implements Upstream.User {
    private final Forwarding request;
    private final HttpServerExchange exchange;
    private final Upstream upstream;
    private final RequestSender sender;
    private Optional<PooledByteBuffer> pooled = Optional.empty();
    private Optional<AnswerWriter> writer = Optional.empty();
    private boolean seen;
    private boolean over;

    ResponseReceiver(Forwarding request, Upstream upstream) {
        this.request = request;
        this.exchange = request.exchange();
        this.upstream = upstream;
        this.sender = new RequestSender(request, this, upstream);
    }

    /** Sends the request. */
    void send() {
        try {
            sender.start();
        } catch (IOException e) {
            cannotSend();
        }
    }

    /** The instance takes no more of the request; it may have answered all the same. */
    void cannotSend() {
        sender.abandon();
        if (!over && !seen) {
            readable();
        }
        if (!over && !seen) {
            lost();
        }
    }

    /** The client does not take or send any more. */
    void clientGone() {
        abandon();
        IoUtils.safeClose(exchange.getConnection());
    }

    /** Ends it from outside; the connection is closed, since it is in the middle of something. */
    void abandon() {
        if (!over) {
            end();
            upstream.close();
        }
    }

    @Override
    public void readable() {
        if (over) {
            return;
        }
        if (writer.isPresent()) {
            writer.get().pump();
            return;
        }
        try {
            readHead();
        } catch (IOException e) {
            lost();
        }
    }

    @Override
    public void closed() {
        if (!over) {
            lost();
        }
    }

    @Override
    public void late() {
        abandon();
        request.late();
    }

    /** The answer is whole. */
    void finished(boolean reusable, boolean leftOver) {
        boolean sent = sender.isDone();
        end();
        if (reusable && sent && !leftOver) {
            upstream.release();
        } else {
            upstream.close();
        }
    }

    /** The answer broke off. */
    void brokenOff() {
        abandon();
        request.brokenOff();
    }

    private void readHead() throws IOException {
        PooledByteBuffer own = pooled.orElseGet(() -> request.lane().buffers().allocate());
        pooled = Optional.of(own);
        ByteBuffer buffer = own.getBuffer();
        while (!over && writer.isEmpty()) {
            int count = upstream.source().read(buffer);
            if (count < 0) {
                lost();
            } else if (count == 0) {
                giveBackIfEmpty(buffer);
                return;
            } else {
                seen = true;
                parse(buffer.flip());
            }
        }
    }

    private void parse(ByteBuffer buffer) throws IOException {
        Optional<ResponseHead> head = Optional.empty();
        do {
            head = request.lane().headReader().read(buffer);
        } while (head.isPresent() && head.get().isInterim());
        if (head.isPresent()) {
            answer(head.get(), buffer);
        } else {
            buffer.compact();
            if (!buffer.hasRemaining()) {
                throw new IOException("the head of the answer is too large");
            }
        }
    }

    private void answer(ResponseHead head, ByteBuffer rest) throws IOException {
        if (head.status() == 101 && request.head().upgrade().isEmpty()) {
            throw new IOException("the instance upgrades what nobody asked it to");
        }
        upstream.answered();
        request.begin(head);
        if (head.status() == 101) {
            upgrade(rest);
            return;
        }
        Framing framing = head.framing(exchange.getRequestMethod().equals(Methods.HEAD));
        PooledByteBuffer own = pooled.orElseThrow();
        pooled = Optional.empty();
        AnswerWriter answer =
                new AnswerWriter(this, exchange, upstream, new AnswerWriter.Body(framing, head.persistent(), own));
        writer = Optional.of(answer);
        answer.pump();
    }

    private void upgrade(ByteBuffer rest) {
        ByteBuffer first = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        end();
        Upgraded.start(request, upstream, first);
    }

    private void lost() {
        boolean nothingSeen = !seen;
        abandon();
        if (nothingSeen) {
            request.lost(upstream);
        } else {
            request.unreadable();
        }
    }

    private void giveBackIfEmpty(ByteBuffer buffer) {
        if (buffer.position() == 0) {
            giveBack();
        }
    }

    private void giveBack() {
        pooled.ifPresent(PooledByteBuffer::close);
        pooled = Optional.empty();
    }

    private void end() {
        over = true;
        sender.abandon();
        giveBack();
        writer.ifPresent(AnswerWriter::abandon);
    }
}
