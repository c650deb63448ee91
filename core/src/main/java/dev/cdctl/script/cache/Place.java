package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where stages work, and where what they make is kept.
 *
 * @param root the repository, as a real path
 * @param cache where it is kept; only the repository itself when absent
 * @param foreseen files that are going to have another content when the stages run, such as those that a version is
 *     stamped into; by their path
 */
public record Place(
        Path root, FileDigests digests, Optional<StageCache> cache, Supplier<Map<String, Digest>> foreseen) {
    /** The same, with the files as they are. */
    public Place asItIs() {
        return new Place(root, digests, cache, Map::of);
    }
}
