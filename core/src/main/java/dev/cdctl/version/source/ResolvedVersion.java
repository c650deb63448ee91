package dev.cdctl.version.source;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * The version of what is in the working copy now.
 *
 * @param commit what is checked out, when the folder lives in git
 * @param commitTime when that was committed; archives carry it, so that the same commit gives the same bytes
 * @param dirty whether something is not committed, apart from what cdctl stamped
 * @param how how it was found, a sentence for {@code cdctl version}
 */
public record ResolvedVersion(
        Version version, Optional<Commit> commit, Optional<Instant> commitTime, boolean dirty, String how) {}
