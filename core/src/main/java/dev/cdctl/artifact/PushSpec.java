package dev.cdctl.artifact;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;

/** Where releases are pushed to. */
public record PushSpec(RepositorySpec archives, Origin origin) {
    /**
     * The {@code push} block.
     *
     * @param repository the kinds of repositories that there are
     */
    public static Block<PushSpec> block(Type<RepositorySpec> repository) {
        Key<RepositorySpec> archives = Key.required(
                        "archives",
                        repository,
                        "A folder as a `file:` URL, relative to the repository where it is relative; the URL of a server"
                                + " that keeps files; or a block with `raw` or `maven`.")
                .withEnvironment();
        return Block.of(
                "a push block", values -> new PushSpec(values.get(archives), values.origin(archives)), archives);
    }
}
