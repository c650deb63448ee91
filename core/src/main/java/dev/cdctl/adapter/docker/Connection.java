package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.SSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The engine, asked. A call either answers within its deadline or is a {@link Failure} that says what was tried.
 *
 * @param answer how long an answer may take that comes at once; less when the last one did not come
 * @param quick for calls that answer at once
 * @param slow for calls that send much or wait long, which watch their time themselves
 */
public record Connection(DockerHost host, AtomicReference<Duration> answer, DockerClient quick, DockerClient slow) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** What Go's server answers to plain HTTP. */
    private static final String WANTS_TLS = "HTTP request to an HTTPS server";

    static Connection to(DockerHost host) {
        return to(host, ANSWER);
    }

    /**
     * The engine there; nothing is asked yet.
     *
     * @param answer how long an answer may take that comes at once
     */
    public static Connection to(DockerHost host, Duration answer) {
        return new Connection(host, new AtomicReference<>(answer), client(host, answer), client(host, Duration.ZERO));
    }

    /**
     * Makes sure that there is an engine which answers: one that takes calls and says nothing is found out here.
     *
     * @throws Failure unreachable, when it does not
     */
    public void greet() {
        try (DockerClient client = client(host, CONNECT)) {
            within(
                    CONNECT,
                    "answer",
                    () -> ask("answer", client, asked -> asked.pingCmd().exec()));
        } catch (IOException e) {
            throw unreachable("answer", e);
        }
    }

    private static DockerClient client(DockerHost host, Duration answer) {
        ZerodepDockerHttpClient.Builder transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host.uri())
                .sslConfig(tls(host))
                .connectionTimeout(CONNECT)
                .maxConnections(20);
        if (!answer.isZero()) {
            transport.responseTimeout(answer);
        }
        return DockerClientImpl.getInstance(new EngineConfig(host), transport.build());
    }

    /** Without one, the transport reads all certificates that Java trusts, also for a socket of this computer. */
    private static @Nullable SSLConfig tls(DockerHost host) {
        Optional<SSLContext> context = host.tlsContext();
        if (context.isPresent()) {
            return context::get;
        }
        return host.uri().getScheme().equals("unix") ? WithoutTls::new : null;
    }

    /** For a socket, where nothing is asked of it. One of the JDK's sets up all ciphers first, which takes 75 ms. */
    private static final class WithoutTls extends SSLContext {
        WithoutTls() {
            super(new Nothing(), null, "none");
        }

        private static final class Nothing extends SSLContextSpi {
            @Override
            protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
                throw none();
            }

            @Override
            protected SSLSocketFactory engineGetSocketFactory() {
                throw none();
            }

            @Override
            protected SSLServerSocketFactory engineGetServerSocketFactory() {
                throw none();
            }

            @Override
            protected SSLEngine engineCreateSSLEngine() {
                throw none();
            }

            @Override
            protected SSLEngine engineCreateSSLEngine(String host, int port) {
                throw none();
            }

            @Override
            protected SSLSessionContext engineGetServerSessionContext() {
                throw none();
            }

            @Override
            protected SSLSessionContext engineGetClientSessionContext() {
                throw none();
            }

            private static IllegalStateException none() {
                return new IllegalStateException("a socket has no TLS");
            }
        }
    }

    /**
     * Asks something that is answered at once.
     *
     * @param what is done, for people: {@code create a network}
     */
    public <T> T ask(String what, Function<DockerClient, T> question) {
        return within(Objects.requireNonNull(answer.get()), what, () -> ask(what, quick, question));
    }

    /**
     * Asks something by the address of the API itself. The library's models of what is answered take longer to set up than
     * the rest of a deployment.
     *
     * @param path what is asked for: {@code /containers/shop/json}
     * @return nothing when there is no such thing
     */
    public Optional<Json> read(String what, String path) {
        return ask(what, client -> {
            DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                    .method(DockerHttpClient.Request.Method.GET)
                    .path(path)
                    .build();
            try (DockerHttpClient.Response response =
                    ((DockerClientImpl) client).getHttpClient().execute(request)) {
                return answer(response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Optional<Json> answer(DockerHttpClient.Response response) throws IOException {
        String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = response.getStatusCode();
        if (status == HttpURLConnection.HTTP_NOT_FOUND) {
            return Optional.empty();
        }
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
            throw new DockerException(body, status);
        }
        return Optional.of(JsonText.read(body));
    }

    /** The same for what is one object. */
    public Optional<Json.Obj> readObject(String what, String path) {
        return read(what, path).filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast);
    }

    /** Removes a container with what nobody gave a name to; somebody else may have done so, or be about to. */
    public void remove(String container) {
        ask("remove a container", client -> {
            try {
                client.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException | ConflictException e) {
                // It is gone, or about to be.
            }
            return true;
        });
    }

    /** Asks something that may take long. */
    public <T> T askSlowly(String what, Function<DockerClient, T> question) {
        return ask(what, slow, question);
    }

    private <T> T ask(String what, DockerClient client, Function<DockerClient, T> question) {
        try {
            return question.apply(client);
        } catch (Failure e) {
            throw e;
        } catch (DockerException e) {
            throw refused(what, e);
        } catch (RuntimeException e) {
            // docker-java wraps whatever goes wrong below HTTP in bare runtime exceptions.
            throw unreachable(what, e);
        }
    }

    /** On a Unix socket docker-java waits for ever, whatever it is told: a thread of its own waits in our stead. */
    private <T> T within(Duration limit, String what, Supplier<T> question) {
        if (!host.uri().getScheme().equals("unix")) {
            return question.get();
        }
        FutureTask<T> asked = new FutureTask<>(question::get);
        Thread thread = new Thread(asked, "engine");
        thread.setDaemon(true);
        thread.start();
        try {
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.updateAndGet(usual -> usual.compareTo(CONNECT) < 0 ? usual : CONNECT);
            throw unreachable(what, new TimeoutException("no answer within " + limit.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(
                            Failure.Kind.INTERRUPTED,
                            Problem.of("CD-801", "stopped while waiting for the Docker Engine at " + host))
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : unreachable(what, e);
        }
    }

    /** The engine answered that it will not. */
    public Failure refused(String what, DockerException e) {
        if (reason(e).contains(WANTS_TLS)) {
            return Failure.unreachable(Problem.of("CD-473", "the Docker Engine cannot be reached at " + host)
                            .because("it is talked to by TLS only")
                            .remedy(
                                    "give the host its certificates; where DOCKER_HOST names it, set DOCKER_TLS_VERIFY=1"
                                            + " and DOCKER_CERT_PATH"))
                    .causedBy(e);
        }
        return Failure.failed(Problem.of("CD-481", "the Docker Engine did not " + what)
                        .because("it answered " + e.getHttpStatus() + ": " + reason(e) + "; asked at " + host)
                        .remedy("look at what it says"))
                .causedBy(e);
    }

    /** The engine cannot be asked. */
    public Failure unreachable(String what, Throwable e) {
        return Failure.unreachable(Problem.of("CD-473", "the Docker Engine cannot be reached at " + host)
                        .because("tried to " + what + ": " + reason(e))
                        .remedy(host.remedy()))
                .causedBy(e);
    }

    /** The innermost message: what is around it only says where in the library it was. */
    public static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String message = String.valueOf(inner.getMessage()).strip();
        return message.replaceFirst("^Status \\d+: ", "").replaceFirst("^\\{\"message\":\"(.*)\"}$", "$1");
    }
}
