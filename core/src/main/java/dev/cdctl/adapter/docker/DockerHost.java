package dev.cdctl.adapter.docker;

import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.host.SshUrl;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * Where the engine is. As the docker command finds it: {@code DOCKER_HOST}, else the context of {@code DOCKER_CONTEXT}
 * or of the user's configuration, else the socket of this machine.
 *
 * @param uri where it is reached from here: {@code unix://} or {@code tcp://}
 * @param why what said so, for people
 * @param tls the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, where it is talked to by TLS
 * @param named as it was named, which is another place where it is reached by ssh
 */
public record DockerHost(URI uri, String why, Optional<Path> tls, URI named) {
    private static final String SOCKET = "unix:///var/run/docker.sock";
    private static final String PIPELINE = "host ";
    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    /** One that is reached where it is named. */
    public DockerHost(URI uri, String why, Optional<Path> tls) {
        this(uri, why, tls, uri);
    }

    /**
     * One that pipeline.yaml names.
     *
     * @param name what it is called there, with what it is: {@code web1}, {@code manager web1}
     */
    public static DockerHost ofPipeline(URI uri, String name, Optional<Path> tls) {
        return new DockerHost(uri, PIPELINE + name, tls);
    }

    /** What to do when it does not answer: only what docker itself looks for can be named otherwise by a variable. */
    String remedy() {
        return why.startsWith(PIPELINE)
                ? "see what is wrong there: `cdctl host check -e ENVIRONMENT`; or mend its entry under hosts"
                : "start it, be allowed to use its socket (group docker), or name another one in DOCKER_HOST";
    }

    /**
     * The engine for that user.
     *
     * @throws Failure unreachable, when it is named in a way that is not known here
     */
    static DockerHost of(Map<String, String> variables, DockerSettings settings) {
        Optional<String> named = variable(variables, "DOCKER_HOST");
        if (named.isPresent()) {
            return known(named.get(), "DOCKER_HOST", certificates(variables, settings));
        }
        Optional<String> context = variable(variables, "DOCKER_CONTEXT")
                .or(() -> settings.json().text("currentContext"))
                .filter(name -> !name.equals("default"));
        return context.map(name ->
                        known(address(name, settings), "the Docker context " + name, certificates(name, settings)))
                .orElseGet(() -> known(SOCKET, "the default", Optional.empty()));
    }

    /**
     * The same, reached by a socket of this machine where it is behind ssh.
     *
     * @param tunnel what connects with it: from {@code ssh://} to {@code unix://}
     */
    DockerHost through(UnaryOperator<URI> tunnel) {
        return uri.getScheme().equals("ssh") ? new DockerHost(tunnel.apply(uri), why, tls, named) : this;
    }

    /** Whether its published ports are on this machine's loopback address. */
    public boolean isHere() {
        return named.getScheme().equals("unix");
    }

    /** The machine whose ports containers publish. */
    String machine() {
        if (isHere()) {
            return "127.0.0.1";
        }
        // What ssh knows by a name of its configuration may be no host of a URL.
        return named.getScheme().equals("ssh") ? SshUrl.parse(named.toString()).host() : named.getHost();
    }

    /** How it is talked to by TLS, where it is. */
    public Optional<SSLContext> tlsContext() {
        return tls.map(folder -> new TlsFolder(folder).context());
    }

    /** {@code unix:///run/docker.sock (DOCKER_HOST)}. */
    @Override
    public String toString() {
        return named + " (" + why + ")";
    }

    private static DockerHost known(String address, String why, Optional<Path> tls) {
        try {
            URI uri = URI.create(address);
            return switch (String.valueOf(uri.getScheme())) {
                case "unix" -> new DockerHost(uri, why, Optional.empty());
                case "ssh" -> new DockerHost(URI.create(SshUrl.parse(address).toString()), why, Optional.empty());
                case "tcp" -> new DockerHost(withPort(uri, tls.isPresent() ? TLS_PORT : PLAIN_PORT), why, tls);
                default -> throw new IllegalArgumentException("only unix://, tcp:// and ssh:// are known");
            };
        } catch (IllegalArgumentException e) {
            throw unusable(address, why, String.valueOf(e.getMessage()));
        }
    }

    /** With the port that Docker means when none is named. */
    private static URI withPort(URI uri, int port) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("it names no host");
        }
        return uri.getPort() >= 0 ? uri : URI.create("tcp://" + uri.getHost() + ":" + port);
    }

    /** As the docker command has it, one of the two variables asks for TLS. The engine's certificate is checked always. */
    private static Optional<Path> certificates(Map<String, String> variables, DockerSettings settings) {
        return variable(variables, "DOCKER_TLS_VERIFY")
                .or(() -> variable(variables, "DOCKER_TLS"))
                .map(on -> variable(variables, "DOCKER_CERT_PATH").map(Path::of).orElse(settings.folder()));
    }

    /** Those that were given to a context, when some were. */
    private static Optional<Path> certificates(String context, DockerSettings settings) {
        Path folder = settings.folder()
                .resolve("contexts")
                .resolve("tls")
                .resolve(Digest.of(context).hex())
                .resolve("docker");
        return Optional.of(folder).filter(Files::isDirectory);
    }

    /** A context's folder is named by the digest of its name. */
    private static String address(String context, DockerSettings settings) {
        Path file = settings.folder()
                .resolve("contexts")
                .resolve("meta")
                .resolve(Digest.of(context).hex())
                .resolve("meta.json");
        try {
            return JsonText.readObject(Files.readString(file))
                    .object("Endpoints")
                    .flatMap(endpoints -> endpoints.object("docker"))
                    .flatMap((Json.Obj docker) -> docker.text("Host"))
                    .orElseThrow(() -> new JsonException("it names no host"));
        } catch (IOException | JsonException e) {
            throw unusable(context, "the Docker context", file + " cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> variable(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
    }

    private static Failure unusable(String address, String why, String reason) {
        return Failure.unreachable(
                Problem.of("CD-473", "the Docker Engine at " + address + " (" + why + ") cannot be used")
                        .because(reason)
                        .remedy("name another one, as DOCKER_HOST=unix:///var/run/docker.sock does"));
    }
}
