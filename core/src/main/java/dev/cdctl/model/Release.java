package dev.cdctl.model;

import java.util.Optional;

/**
 * A version of a service that was packaged: what a deployment carries to users.
 *
 * @param service whose release it is
 * @param version what it is called
 * @param commit what it was made from, when the service lives in git
 * @param digest of the release's manifest, which names every artifact by digest; the release's identity
 */
public record Release(Name service, Version version, Optional<Commit> commit, Digest digest) {
    /** {@code 1.4.2 (3f2a9c81d7e0)}: version and the start of the digest. */
    public String brief() {
        return version + " (" + digest.brief() + ")";
    }
}
