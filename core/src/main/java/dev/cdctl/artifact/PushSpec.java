package dev.cdctl.artifact;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;

/**
 * Where releases are pushed to.
 *
 * @param archives a {@code file:} URL; a relative one is relative to the repository
 */
public record PushSpec(String archives, Origin origin) {
    private static final Key<String> ARCHIVES = Key.required(
                    "archives",
                    Paths.fileUrl(),
                    "The folder of releases, as a `file:` URL; a relative one is relative to the repository.")
            .withEnvironment();

    /** The {@code push} block. */
    public static final Block<PushSpec> BLOCK =
            Block.of("a push block", values -> new PushSpec(values.get(ARCHIVES), values.origin(ARCHIVES)), ARCHIVES);
}
