package dev.cdctl.language;

import dev.cdctl.adapter.repository.FileSpec;
import dev.cdctl.adapter.repository.http.RawSpec;
import dev.cdctl.adapter.repository.maven.MavenSpec;
import dev.cdctl.artifact.RepositorySpec;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;

/** What {@code push.archives} can be. */
final class RepositoryKinds {
    static final Type<RepositorySpec> TYPE = Types.textOr(
            Types.of(
                    "a URL such as file:../repository or https://repository.example/releases",
                    "^(file:|https?://)",
                    RepositoryKinds::url),
            Choice.<RepositorySpec>of("a repository block", RawSpec.BLOCK, MavenSpec.BLOCK));

    private RepositoryKinds() {}

    private static RepositorySpec url(String text) {
        return text.startsWith("file:") ? new FileSpec(Paths.checkFileUrl(text)) : RawSpec.open(Paths.checkUrl(text));
    }
}
