package dev.cdctl.adapter.registry;

import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.ImageRegistry;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.engine.Cancel;
import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.http.remote.Terms;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A registry that speaks the OCI distribution specification 1.0. Connects when it is first asked something. */
public final class OciRegistry implements ImageRegistry {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            INDEX,
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private final RegistryAddress address;
    private final Connecting connecting;

    /**
     * For whom it is asked.
     *
     * @param variables of the environment
     * @param secrets learns the logins that are used
     */
    public record User(Map<String, String> variables, KnownSecrets secrets, Cancel cancel) {
        /** Copies the map. */
        public User {
            variables = Map.copyOf(variables);
        }
    }

    private OciRegistry(RegistryAddress address, Connecting connecting) {
        this.address = address;
        this.connecting = connecting;
    }

    /**
     * The registry of a pipeline, for that user.
     *
     * @param folder of the pipeline, which a path of certificates is relative to
     */
    public static OciRegistry of(PushSpec.Images spec, Path folder, User user) {
        RegistryAddress address = RegistryAddress.parse(spec.address());
        Map<String, String> variables = user.variables();
        KnownSecrets secrets = user.secrets();
        Cancel cancel = user.cancel();
        Terms terms = Terms.usual().in(variables).until(cancel::requested).hiding(secrets::hide);
        DockerLogins logins = new DockerLogins(DockerSettings.of(variables), variables, cancel);
        Connecting.Place place = new Connecting.Place(address, spec.ca().map(folder::resolve), spec.http());
        return new OciRegistry(address, new Connecting(place, terms, () -> logins.of(address.host()), secrets));
    }

    /** What that user's Docker configuration says for a registry, for others who pull from it; learnt as a secret. */
    public static Optional<Login> login(RegistryAddress address, User user) {
        Optional<Login> login = new DockerLogins(DockerSettings.of(user.variables()), user.variables(), user.cancel())
                .of(address.host());
        login.ifPresent(found -> user.secrets().hide(found.secret()));
        return login;
    }

    @Override
    public RegistryAddress address() {
        return address;
    }

    @Override
    public Optional<Digest> tagged(String repository, String tag) {
        Request head = Request.head(manifests(repository, tag)).with("Accept", ACCEPT);
        Response answer = connecting.access().send(head);
        if (answer.isAbsent()) {
            return Optional.empty();
        }
        requireGood(head, answer);
        Optional<Digest> said = answer.header("Docker-Content-Digest")
                .filter(text -> text.startsWith("sha256:"))
                .map(Digest::parse);
        return said.or(() -> Optional.of(Digest.of(fetch(repository, tag).content())));
    }

    @Override
    public long push(String repository, OciLayout layout, OciLayout.Image image, Consumer<String> progress) {
        Uploads uploads = new Uploads(connecting.access(), connecting.remote(), repository);
        long sent = 0;
        for (OciLayout.Blob blob : image.blobs()) {
            sent += uploads.bring(layout, blob, progress);
        }
        String digest = image.manifest().digest().toString();
        Response there = connecting
                .access()
                .send(Request.head(manifests(repository, digest)).with("Accept", ACCEPT));
        if (!there.isGood()) {
            put(repository, digest, layout, image);
            sent += image.manifest().size();
        }
        manifest(new ImageRef(address.host(), repository, image.manifest().digest()));
        return sent;
    }

    @Override
    public void tag(String repository, String tag, OciLayout layout, OciLayout.Image image) {
        put(repository, tag, layout, image);
        Digest expected = image.manifest().digest();
        Optional<Digest> now = tagged(repository, tag);
        if (!now.equals(Optional.of(expected))) {
            throw other(
                    repository + ":" + tag, expected, now.map(Digest::toString).orElse("nothing"));
        }
    }

    @Override
    public byte[] manifest(ImageRef image) {
        byte[] content = fetch(image.repository(), image.digest().toString()).content();
        Digest found = Digest.of(content);
        if (!found.equals(image.digest())) {
            throw other(image.repository(), image.digest(), found.toString());
        }
        return content;
    }

    @Override
    public Optional<byte[]> referrers(String repository, Digest image) {
        Request get = Request.get("v2/" + repository + "/referrers/" + image).with("Accept", INDEX);
        Response answer = connecting.access().send(get);
        if (answer.isGood()) {
            // What knows nothing of it may answer anything with a page for people.
            boolean index = answer.header("Content-Type").orElse("").startsWith(INDEX);
            return index ? Optional.of(answer.content()) : Optional.empty();
        }
        if (answer.status() >= 500) {
            throw connecting.remote().unexpected(get, answer);
        }
        return Optional.empty();
    }

    @Override
    public byte[] blob(String repository, Digest digest) {
        Request get = Request.get("v2/" + repository + "/blobs/" + digest);
        Response answer = connecting.access().send(get);
        requireGood(get, answer);
        Digest found = Digest.of(answer.content());
        if (!found.equals(digest)) {
            throw other(repository, digest, found.toString());
        }
        return answer.content();
    }

    private Response fetch(String repository, String reference) {
        Request get = Request.get(manifests(repository, reference)).with("Accept", ACCEPT);
        Response answer = connecting.access().send(get);
        requireGood(get, answer);
        return answer;
    }

    private void put(String repository, String reference, OciLayout layout, OciLayout.Image image) {
        Request put = Request.put(
                manifests(repository, reference),
                new Body.Bytes(bytes(layout, image), image.manifest().type()));
        requireGood(put, connecting.access().send(put));
    }

    private static byte[] bytes(OciLayout layout, OciLayout.Image image) {
        try {
            return layout.bytes(image.manifest());
        } catch (IOException e) {
            throw Uploads.unreadable(layout, e);
        }
    }

    private void requireGood(Request request, Response answer) {
        if (!answer.isGood()) {
            throw connecting.remote().unexpected(request, answer);
        }
    }

    private static String manifests(String repository, String reference) {
        return "v2/" + repository + "/manifests/" + reference;
    }

    private Failure other(String where, Digest expected, String found) {
        return Failure.failed(Problem.of("CD-485", "the registry " + address.host() + " gives back another image")
                .because("asked for " + where + ", expected " + expected + ", found " + found)
                .remedy("look at what stands between here and the registry; do not deploy from it"));
    }
}
