package dev.cdctl.artifact;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.Optional;

/**
 * Where releases are pushed to.
 *
 * @param archives the repository of archives; a folder of the user's own when absent
 * @param images the registry, when there is one
 * @param origin of {@code archives}
 */
public record PushSpec(Optional<RepositorySpec> archives, Optional<Images> images, Origin origin) {
    private static final Key<String> IMAGES = Key.of(
                    "images",
                    Types.of(
                            "a registry such as registry.example:5000/team",
                            "^[a-zA-Z0-9.\\[\\]:-]+(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
                            PushSpec::registry),
                    "The registry of images: its host, its port when it is not 443, and what stands before each"
                            + " image's name.")
            .withEnvironment();
    private static final Key<String> IMAGES_CA = Key.of(
            "images-ca",
            Paths.anywhere(),
            "A PEM file with the only certificates that the registry is trusted by; those of the JVM by default.");
    private static final Key<Boolean> IMAGES_HTTP = Key.of(
                    "images-http",
                    Types.truth(),
                    "Whether a registry on another machine is talked to without TLS, which everyone on the way can read"
                            + " and change.")
            .or("false");

    /**
     * The {@code push} block.
     *
     * @param repository the kinds of repositories that there are
     */
    public static Block<PushSpec> block(Type<RepositorySpec> repository) {
        Key<RepositorySpec> archives = Key.of(
                        "archives",
                        repository,
                        "A folder as a `file:` URL, relative to the repository where it is relative; the URL of a server"
                                + " that keeps files; or a block with `raw` or `maven`. By default a folder of the"
                                + " user's own.")
                .withEnvironment();
        return Block.of("a push block", values -> from(values, archives), archives, IMAGES, IMAGES_CA, IMAGES_HTTP);
    }

    /**
     * Where images are pushed to.
     *
     * @param address host, port and prefix
     * @param ca a PEM file
     * @param http whether TLS is not needed
     */
    public record Images(String address, Optional<String> ca, boolean http, Origin origin) {}

    private static PushSpec from(Values values, Key<RepositorySpec> archives) {
        if (values.find(archives).isEmpty() && values.find(IMAGES).isEmpty()) {
            values.refuse(Problem.of("CD-111", "the key 'archives' or 'images' is missing in a push block")
                    .at(values.origin())
                    .because("nothing can be pushed nowhere"));
        }
        Optional<Images> images = values.find(IMAGES)
                .map(address ->
                        new Images(address, values.find(IMAGES_CA), values.get(IMAGES_HTTP), values.origin(IMAGES)));
        return new PushSpec(values.find(archives), images, values.origin(archives));
    }

    private static String registry(String text) {
        Types.check(!text.contains("://"), "it has no scheme in front");
        Types.check(!text.contains("@"), "it must not hold a user or a password");
        Types.check(
                text.matches("([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?"
                        + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"),
                "a prefix has small letters, digits and single separators");
        return text;
    }
}
