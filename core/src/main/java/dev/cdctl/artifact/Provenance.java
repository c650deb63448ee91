package dev.cdctl.artifact;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * What a release is made from.
 *
 * @param dirty whether the working tree had changes that are in no commit
 * @param time when the commit was made; the time of every file in an archive
 * @param run which run of cdctl makes it: a link to the CI job, or a word that is different for each run
 */
public record Provenance(
        Name service, Version version, Optional<Commit> commit, boolean dirty, Instant time, String run) {}
