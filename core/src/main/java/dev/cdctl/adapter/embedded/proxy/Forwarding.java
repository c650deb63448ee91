package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.upstream.Backend;
import dev.cdctl.adapter.embedded.upstream.Lane;
import dev.cdctl.adapter.embedded.upstream.Seeker;
import dev.cdctl.adapter.embedded.upstream.Upstream;
import dev.cdctl.adapter.embedded.wire.Hops;
import dev.cdctl.adapter.embedded.wire.ResponseHead;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/** One request on its way to an instance of its colour and back. Lives on one IO thread. */
final class Forwarding implements Runnable, Seeker, ExchangeCompletionListener {
    /** Methods that may be sent again when the first try got no answer (RFC 9110, section 9.2.2). */
    /** When a client may ask again, while the service is stopped. */
    private static final String RETRY_SECONDS = "10";

    private static final Set<HttpString> REPEATABLE =
            Set.of(Methods.GET, Methods.HEAD, Methods.OPTIONS, Methods.PUT, Methods.DELETE, Methods.TRACE);

    private final HttpServerExchange exchange;
    private final Target target;
    private final Lane lane;
    private final long timeoutNanos;
    private final HeaderMap marks;
    private final RequestHead head;
    private final long began = System.nanoTime();
    private Set<Backend> tried = Set.of();
    private Optional<ResponseReceiver> receiver = Optional.empty();
    private Optional<StreamSourceChannel> body = Optional.empty();
    private boolean bodyTouched;
    private boolean fresh;
    private boolean broken;
    private boolean over;

    /** @param marks headers that the answer gets besides the instance's own */
    Forwarding(HttpServerExchange exchange, Choice choice, Lane lane, HeaderMap marks) {
        this.exchange = exchange;
        this.target = choice.target();
        this.timeoutNanos = choice.rule().timeoutNanos();
        this.lane = lane;
        this.marks = marks;
        this.head = RequestHead.prepare(exchange);
    }

    @Override
    public void run() {
        tryNext();
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    RequestHead head() {
        return head;
    }

    /** What the client sends after its head. */
    StreamSourceChannel body() {
        if (body.isEmpty()) {
            body = Optional.of(exchange.getRequestChannel());
        }
        return body.get();
    }

    Target target() {
        return target;
    }

    Lane lane() {
        return lane;
    }

    /** Whether it was answered or given up. */
    boolean isOver() {
        return over;
    }

    @Override
    public boolean wantsFresh() {
        return fresh;
    }

    @Override
    public boolean isRepeatable() {
        return exchange.isRequestComplete() && REPEATABLE.contains(exchange.getRequestMethod());
    }

    /** From now on the request cannot be sent again, since a part of its body is gone. */
    void bodyTouched() {
        bodyTouched = true;
    }

    @Override
    public void connected(Upstream upstream) {
        if (over) {
            upstream.release();
            return;
        }
        ResponseReceiver answer = new ResponseReceiver(this, upstream);
        receiver = Optional.of(answer);
        upstream.use(answer, timeoutNanos);
        answer.send();
    }

    @Override
    public void notConnected() {
        tryNext();
    }

    @Override
    public void refused() {
        answer(503, "The instances are busy.");
    }

    /** The connection failed before anything of an answer was seen. */
    void lost(Upstream upstream) {
        boolean idleClosed = upstream.wasUsed();
        receiver = Optional.empty();
        if (idleClosed && !bodyTouched && REPEATABLE.contains(exchange.getRequestMethod())) {
            fresh = true;
            lane.thread().execute(() -> upstream.pool().acquire(this));
        } else {
            answer(502, "The instance closed the connection without an answer.");
        }
    }

    /** The instance did not begin its answer in time. */
    void late() {
        answer(504, "The instance did not answer in time.");
    }

    /** The answer broke off after it had begun: the client must not take it for whole. */
    void brokenOff() {
        broken = true;
        IoUtils.safeClose(exchange.getConnection());
    }

    /** The answer began, but it cannot be understood. */
    void unreadable() {
        answer(502, "The instance's answer cannot be understood.");
    }

    /** Takes the head of the instance's answer over. */
    void begin(ResponseHead answer) {
        HeaderMap headers = exchange.getResponseHeaders();
        HeaderMap theirs = answer.headers();
        for (long i = theirs.fastIterateNonEmpty(); i != -1L; i = theirs.fiNextNonEmpty(i)) {
            HeaderValues values = theirs.fiCurrent(i);
            boolean passed = !Hops.isOfOneHop(values.getHeaderName())
                    || (answer.status() == 101 && values.getHeaderName().equals(Headers.UPGRADE));
            if (passed) {
                headers.putAll(values.getHeaderName(), values);
            }
        }
        if (answer.chunked()) {
            headers.remove(Headers.CONTENT_LENGTH);
            if (exchange.isHttp11()) {
                headers.put(Headers.TRANSFER_ENCODING, "chunked");
            }
        }
        exchange.setStatusCode(answer.status());
        mark(headers);
    }

    private void mark(HeaderMap headers) {
        String cookie = exchange.getAttachment(Proxy.NEW_COOKIE);
        if (cookie != null) {
            headers.add(Headers.SET_COOKIE, cookie);
        }
        for (HeaderValues values : marks) {
            headers.put(values.getHeaderName(), values.getFirst());
        }
    }

    @Override
    public void exchangeEvent(HttpServerExchange ended, NextListener next) {
        over = true;
        receiver.ifPresent(ResponseReceiver::abandon);
        boolean bad = broken || ended.getStatusCode() >= 500;
        target.counters().answered(bad, System.nanoTime() - began);
        target.counters().leave();
        next.proceed();
    }

    private void tryNext() {
        if (over) {
            return;
        }
        Optional<Backend> backend = target.pick(tried);
        if (backend.isPresent()) {
            remember(backend.get());
            fresh = false;
            backend.get().pool(lane).acquire(this);
        } else if (tried.isEmpty()) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_SECONDS);
            answer(503, "This service is not running at the moment.");
        } else {
            answer(502, "No instance of " + target.colour().word() + " can be connected to.");
        }
    }

    private void remember(Backend backend) {
        if (tried.isEmpty()) {
            tried = Set.of(backend);
        } else {
            tried = new HashSet<>(tried);
            tried.add(backend);
        }
    }

    private void answer(int status, String text) {
        if (over) {
            return;
        }
        mark(exchange.getResponseHeaders());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.setStatusCode(status);
        exchange.getResponseSender().send(text + "\n");
    }
}
