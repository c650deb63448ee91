package dev.cdctl.http.remote;

import dev.cdctl.http.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** Sends one request once, past redirects, over OkHttp; nothing is repeated here. Thread-safe. */
final class Transport implements AutoCloseable {
    /** How {@code Retry-After} is called here: OkHttp would obey one of zero seconds itself, and never tell. */
    static final String RETRY_AFTER = "Cdctl-Retry-After";

    private static final String THEIR_RETRY_AFTER = "Retry-After";
    private static final String AUTHORIZATION = "Authorization";
    private static final int MOST_REDIRECTS = 5;
    private static final int EXCERPT = 64 * 1024;
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Server server;
    private final Terms terms;
    private final OkHttpClient client;

    Transport(Server server, Terms terms) throws IOException {
        this.server = server;
        this.terms = terms;
        this.client = client(server, terms);
    }

    /** Sends it, with that much time for everything. */
    Response send(Request request, Duration left) throws IOException {
        long end = System.nanoTime() + left.toNanos();
        Request next = request;
        URI url = server.base().resolve(request.target());
        for (int redirects = 0; ; redirects++) {
            Response answer = exchange(next, url, Duration.ofNanos(end - System.nanoTime()));
            Optional<URI> target = redirected(next, answer);
            if (target.isEmpty()) {
                return answer;
            }
            if (redirects == MOST_REDIRECTS) {
                throw new Trouble.Unacceptable("more than " + MOST_REDIRECTS + " redirects, the last to " + url);
            }
            url = secure(url, target.get());
        }
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }

    /** Only reading is sent elsewhere by the old statuses: a PUT would silently become a GET. */
    private static Optional<URI> redirected(Request request, Response answer) {
        boolean follows = Set.of(307, 308).contains(answer.status())
                || READING.contains(request.method()) && Set.of(301, 302, 303).contains(answer.status());
        return follows
                ? answer.header("Location").map(place -> answer.url().resolve(place.replace(" ", "%20")))
                : Optional.empty();
    }

    private static URI secure(URI from, URI to) throws IOException {
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
            throw new Trouble.Unacceptable("it redirects from https to " + to.getScheme() + ", which is not followed");
        }
        return to;
    }

    private Response exchange(Request request, URI url, Duration left) throws IOException {
        if (left.isNegative() || left.isZero()) {
            throw new IOException("no time left");
        }
        Streams sent = new Streams();
        Call call = client.newCall(okhttp(request, url, sent));
        call.timeout().timeout(left.toNanos(), TimeUnit.NANOSECONDS);
        try (Watch watch = new Watch(terms.cancelled(), call::cancel);
                okhttp3.Response answer = call.execute()) {
            return response(request, answer, url, sent);
        }
    }

    private Response response(Request request, okhttp3.Response answer, URI url, Streams sent) throws IOException {
        Streams received = new Streams();
        byte[] content = content(request.into(), answer, received);
        java.util.Map<String, String> headers = new java.util.HashMap<>();
        answer.headers().names().forEach(name -> headers.put(name, String.join(", ", answer.headers(name))));
        return new Response(
                url,
                answer.code(),
                headers,
                content,
                received.passed(),
                sent.passed(),
                new Response.Effort(1, Duration.ZERO));
    }

    private byte[] content(Into into, okhttp3.Response answer, Streams received) throws IOException {
        InputStream body = answer.body().byteStream();
        if (!answer.isSuccessful()) {
            String start = new String(body.readNBytes(EXCERPT), StandardCharsets.UTF_8);
            return terms.hide().apply(start).getBytes(StandardCharsets.UTF_8);
        }
        if (into instanceof Into.Memory memory) {
            return received.keep(body, memory.most());
        }
        if (into instanceof Into.ToFile file) {
            received.receive(body, file.path());
        } else {
            received.move(body, (piece, length) -> {});
        }
        return new byte[0];
    }

    private okhttp3.Request okhttp(Request request, URI url, Streams sent) throws IOException {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(url.toString());
        builder.header("User-Agent", Remote.userAgent());
        // Digests and lengths are those of the bytes as they lie on the server.
        builder.header("Accept-Encoding", "identity");
        if (server.owns(url)) {
            server.credentials().header().ifPresent(value -> builder.header(AUTHORIZATION, value));
        }
        request.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(AUTHORIZATION) || server.owns(url)) {
                builder.header(name, value);
            }
        });
        Optional<RequestBody> body = body(request, sent);
        return (body.isPresent()
                        ? builder.method(request.method(), body.get())
                        : builder.method(request.method(), null))
                .build();
    }

    private static Optional<RequestBody> body(Request request, Streams sent) throws IOException {
        if (request.body() instanceof Body.OfFile file) {
            return Optional.of(new FileBody(file, size(file), sent));
        }
        if (request.body() instanceof Body.Bytes bytes) {
            sent.move(new java.io.ByteArrayInputStream(bytes.content()), (piece, length) -> {});
            return Optional.of(RequestBody.create(bytes.content(), MediaType.parse(bytes.type())));
        }
        return Set.of("PUT", "POST", "PATCH").contains(request.method())
                ? Optional.of(RequestBody.create(new byte[0]))
                : Optional.empty();
    }

    private static long size(Body.OfFile file) throws IOException {
        try {
            return Files.size(file.path());
        } catch (IOException e) {
            throw new Trouble.LocalFile(e);
        }
    }

    /** A file that is digested while it is sent; one that changes its length meanwhile breaks the request. */
    private static final class FileBody extends RequestBody {
        private final Body.OfFile file;
        private final long size;
        private final Streams sent;

        FileBody(Body.OfFile file, long size, Streams sent) {
            this.file = file;
            this.size = size;
            this.sent = sent;
        }

        @Override
        public @org.jspecify.annotations.Nullable MediaType contentType() {
            return MediaType.parse(file.type());
        }

        @Override
        public long contentLength() {
            return size;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sent.send(file.path(), (piece, length) -> sink.write(piece, 0, length));
        }
    }

    private static OkHttpClient client(Server server, Terms terms) throws IOException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(30))
                .writeTimeout(Duration.ofSeconds(30))
                .addNetworkInterceptor(chain -> renamed(chain.proceed(chain.request())));
        if (!terms.environment().isEmpty()) {
            Proxies proxies = new Proxies(terms.environment());
            builder.proxySelector(proxies).proxyAuthenticator(authenticator(proxies, server));
        } else {
            builder.proxy(java.net.Proxy.NO_PROXY);
        }
        if (server.ca().isPresent()) {
            X509TrustManager manager = Trust.manager(server.ca());
            SSLSocketFactory sockets = Trust.sockets(manager);
            builder.sslSocketFactory(sockets, manager);
        }
        return builder.build();
    }

    private static okhttp3.Response renamed(okhttp3.Response answer) {
        Optional<String> later = Optional.ofNullable(answer.header(THEIR_RETRY_AFTER));
        return later.isEmpty()
                ? answer
                : answer.newBuilder()
                        .removeHeader(THEIR_RETRY_AFTER)
                        .header(RETRY_AFTER, later.get())
                        .build();
    }

    private static Authenticator authenticator(Proxies proxies, Server server) {
        String name = "Proxy-Authorization";
        return (route, answer) -> {
            Optional<String> header = proxies.credentials(server.base().getScheme());
            return header.isEmpty() || answer.request().header(name) != null
                    ? null
                    : answer.request().newBuilder().header(name, header.get()).build();
        };
    }
}
