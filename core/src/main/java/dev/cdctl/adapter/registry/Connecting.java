package dev.cdctl.adapter.registry;

import dev.cdctl.artifact.registry.Login;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.http.remote.Credentials;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.http.remote.Server;
import dev.cdctl.http.remote.Terms;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.KnownSecrets;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The connection to one registry, made once. Not thread-safe. */
final class Connecting {
    private final Place place;
    private final Terms terms;
    private final Supplier<Optional<Login>> login;
    private final KnownSecrets secrets;
    private Optional<Remote> remote = Optional.empty();
    private Optional<Access> access = Optional.empty();

    /**
     * Where a registry is.
     *
     * @param ca a PEM file
     * @param plain whether the user allows it without TLS
     */
    record Place(RegistryAddress address, Optional<Path> ca, boolean plain) {}

    Connecting(Place place, Terms terms, Supplier<Optional<Login>> login, KnownSecrets secrets) {
        this.place = place;
        this.terms = terms;
        this.login = login;
        this.secrets = secrets;
    }

    Remote remote() {
        Remote known = remote.orElseGet(() -> remote(scheme()));
        remote = Optional.of(known);
        return known;
    }

    Access access() {
        Access known = access.orElseGet(() -> new Access(remote(), login, secrets));
        access = Optional.of(known);
        return known;
    }

    private Remote remote(String scheme) {
        Server server =
                new Server(URI.create(scheme + "://" + place.address().host() + "/"), Credentials.none(), place.ca());
        return Remote.of(server, terms);
    }

    /** On this machine a registry without TLS is usual, so it is asked, without a login, what it speaks. */
    private String scheme() {
        if (place.plain()) {
            return "http";
        }
        return place.address().isLoopback() && place.ca().isEmpty() && speaksPlainly() ? "http" : "https";
    }

    /** A server with TLS answers 400 to a question without it, or leads elsewhere, or answers nothing. */
    private boolean speaksPlainly() {
        try (Remote plain = remote("http")) {
            Response answer = plain.send(Request.get("v2/").once());
            return answer.status() != 400 && (answer.status() < 300 || answer.status() >= 400);
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                return true;
            }
            throw e;
        }
    }
}
