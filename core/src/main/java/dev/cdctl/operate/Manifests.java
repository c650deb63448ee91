package dev.cdctl.operate;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.List;
import java.util.Optional;

/**
 * The manifests of releases that were deployed, kept with the environment so that a flip or a rollback to what is still
 * there does not need the repository.
 */
public final class Manifests {
    private final Store store;
    private final String prefix;
    private final Name service;
    private final Repository repository;

    /**
     * The manifests kept under that prefix.
     *
     * @param prefix such as {@code books/production}
     * @param repository where the others are
     */
    public Manifests(Store store, String prefix, Name service, Repository repository) {
        this.store = store;
        this.prefix = prefix;
        this.service = service;
        this.repository = repository;
    }

    /** Keeps this one. */
    public void keep(ReleaseManifest manifest) {
        Digest digest = manifest.release().digest();
        String key = key(digest);
        if (store.read(key).isEmpty()) {
            Json.Obj json = Json.object()
                    .put("format", 1)
                    .put("text", manifest.text())
                    .put("digest", digest.hex())
                    .build();
            // When somebody else keeps the same one at the same time, that is as good.
            store.commit(List.of(new Change.Put(key, 0, json)));
        }
    }

    /**
     * The manifest with that digest.
     *
     * @throws Failure refused, when it is nowhere
     */
    public ReleaseManifest find(Digest digest) {
        return store.read(key(digest))
                .flatMap(record -> read(record.value(), digest))
                .or(() -> repository.find(service, digest))
                .orElseThrow(() -> Failure.refused(
                        Problem.of("CD-589", "the release with the digest " + digest.brief() + " is not known any more")
                                .because("neither the environment nor " + repository.describe() + " has its manifest")
                                .remedy("`cdctl history` shows what is; deploy one of those")));
    }

    /** The key is only the beginning of the digest. What an earlier cdctl kept does not say it, and is digested again. */
    private static Optional<ReleaseManifest> read(Json.Obj record, Digest wanted) {
        ReleaseManifest manifest = ReleaseManifest.parse(record.need("text"));
        boolean same = record.text("digest")
                .map(wanted.hex()::equals)
                .orElseGet(() -> manifest.release().digest().equals(wanted));
        return same ? Optional.of(manifest) : Optional.empty();
    }

    private String key(Digest digest) {
        return prefix + "/manifests/" + digest.brief();
    }
}
