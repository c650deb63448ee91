package dev.cdctl.adapter.docker;

import dev.cdctl.artifact.registry.DockerSettings;
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
import javax.net.ssl.SSLContext;

/**
 * Where the engine is. As the docker command finds it: {@code DOCKER_HOST}, else the context of {@code DOCKER_CONTEXT}
 * or of the user's configuration, else the socket of this machine.
 *
 * @param why what said so, for people
 * @param tls the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, where it is talked to by TLS
 */
public record DockerHost(URI uri, String why, Optional<Path> tls) {
    private static final String SOCKET = "unix:///var/run/docker.sock";

    /**
     * The engine for that user.
     *
     * @throws Failure unreachable, when it is named in a way that is not known here
     */
    static DockerHost of(Map<String, String> variables, DockerSettings settings) {
        Optional<String> named = variable(variables, "DOCKER_HOST");
        if (named.isPresent()) {
            boolean verify = variable(variables, "DOCKER_TLS_VERIFY").isPresent();
            return known(named.get(), "DOCKER_HOST", verify);
        }
        Optional<String> context = variable(variables, "DOCKER_CONTEXT")
                .or(() -> settings.json().text("currentContext"))
                .filter(name -> !name.equals("default"));
        return context.map(name -> known(address(name, settings), "the Docker context " + name, false))
                .orElseGet(() -> known(SOCKET, "the default", false));
    }

    /** Whether its published ports are on this machine's loopback address. */
    public boolean isHere() {
        return uri.getScheme().equals("unix");
    }

    /** How it is talked to by TLS, where it is. */
    public Optional<SSLContext> tlsContext() {
        return tls.map(folder -> new TlsFolder(folder).getSSLContext());
    }

    /** {@code unix:///run/docker.sock (DOCKER_HOST)}. */
    @Override
    public String toString() {
        return uri + " (" + why + ")";
    }

    private static DockerHost known(String address, String why, boolean verify) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw unusable(address, why, "it is no URL");
        }
        boolean plain = "unix".equals(uri.getScheme()) || "tcp".equals(uri.getScheme());
        if (!plain || verify && "tcp".equals(uri.getScheme())) {
            throw unusable(address, why, "only unix:// and plain tcp:// are known to this cdctl");
        }
        return new DockerHost(uri, why, Optional.empty());
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
                        .remedy("name another one: DOCKER_HOST=unix:///var/run/docker.sock, or a tunnel to it by"
                                + " `ssh -L`"));
    }
}
