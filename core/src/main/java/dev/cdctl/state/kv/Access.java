package dev.cdctl.state.kv;

import dev.cdctl.http.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What environment variables say of the access to a server; an empty one is as good as none. */
public record Access(Map<String, String> variables) {
    /** The names of the variables that name the files of TLS. */
    public record TlsNames(String ca, String certificate, String key) {}

    /** The value of a variable. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * The content of the file that a variable names, without white space around it.
     *
     * @throws dev.cdctl.model.Failure unreachable, when there is no such file
     */
    public Optional<String> file(String name) {
        Optional<String> file = variable(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(Path.of(file.get())).strip();
            return Optional.of(text).filter(content -> !content.isEmpty());
        } catch (IOException e) {
            throw KvProblems.access("the file " + file.get() + " of " + name, "it cannot be read: " + e.getMessage());
        }
    }

    /**
     * How a server proves who it is, and we to it.
     *
     * @param server the name that its certificate must have
     * @throws dev.cdctl.model.Failure unreachable, when a file is missing
     */
    public Target.Tls tls(String server, TlsNames names) {
        Optional<Path> certificate = path(names.certificate());
        Optional<Path> key = path(names.key());
        if (certificate.isPresent() != key.isPresent()) {
            throw KvProblems.access(
                    names.certificate() + " without " + names.key() + ", or the other way round,",
                    "a certificate and its key belong together");
        }
        return new Target.Tls(
                server, path(names.ca()), certificate.map(file -> new Target.Own(file, key.orElseThrow())));
    }

    private Optional<Path> path(String name) {
        Optional<Path> path = variable(name).map(Path::of);
        path.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw KvProblems.access("the file " + file + " of " + name, "it is not there or cannot be read");
        });
        return path;
    }
}
