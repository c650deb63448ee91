package dev.cdctl.operate;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.supply.Trust;
import java.util.List;
import java.util.Optional;

/**
 * The policy of an environment on whose releases are started there. The signature that let a release in is kept with the
 * environment, so that a rollback to it does not need the repository.
 */
public final class Policy {
    private static final int FORMAT = 1;

    private final Means means;

    /** The policy of that environment. */
    public Policy(Means means) {
        this.means = means;
    }

    /** Why that release may not be started; empty when it may. */
    public Optional<Problem> objection(ReleaseManifest manifest) {
        List<String> files = means.environment().spec().signedBy();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try {
            Trust trust = Trust.in(means.project(), files);
            return kept(manifest)
                            .flatMap(known -> trust.signer(manifest, known))
                            .isPresent()
                    ? Optional.empty()
                    : trust.objection(manifest, means.environment().repository().evidence(manifest));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                throw e;
            }
            return Optional.of(e.problems().get(0));
        }
    }

    /**
     * Lets a release through that may be started.
     *
     * @throws Failure refused, when it may not
     */
    public void require(ReleaseManifest manifest) {
        objection(manifest).ifPresent(problem -> {
            throw Failure.refused(problem);
        });
    }

    /** Keeps the signature by which that release was let in. */
    public void keep(ReleaseManifest manifest) {
        List<String> files = means.environment().spec().signedBy();
        if (files.isEmpty()) {
            return;
        }
        Trust trust = Trust.in(means.project(), files);
        if (kept(manifest).flatMap(known -> trust.signer(manifest, known)).isEmpty()) {
            means.environment().repository().evidence(manifest).stream()
                    .filter(each -> trust.signer(manifest, each).isPresent())
                    .findFirst()
                    .ifPresent(signature -> put(manifest, signature));
        }
    }

    private void put(ReleaseManifest manifest, Json.Obj signature) {
        Json.Obj json =
                Json.object().put("format", FORMAT).put("signature", signature).build();
        long revision =
                means.store().read(key(manifest)).map(Store.Versioned::revision).orElse(0L);
        // When somebody else keeps one at the same time, that is as good.
        means.store().commit(List.of(new Change.Put(key(manifest), revision, json)));
    }

    private Optional<Json.Obj> kept(ReleaseManifest manifest) {
        return means.store()
                .read(key(manifest))
                .flatMap(record -> record.value().object("signature"));
    }

    private String key(ReleaseManifest manifest) {
        return means.lockName() + "/signatures/" + manifest.release().digest().brief();
    }
}
