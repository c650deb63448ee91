package dev.cdctl.adapter.repository.http;

import dev.cdctl.artifact.RepositorySpec;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;

/** A server that keeps files: {@code raw: https://repository.example/releases}. */
public record RawSpec(String url, Access access) implements RepositorySpec {
    private static final Key<String> RAW = Key.required(
                    "raw", Paths.url(), "The URL of a server that keeps files: WebDAV, or a raw or generic repository.")
            .withEnvironment();

    /** The block. */
    public static final Block<RawSpec> BLOCK = Block.of(
            "a raw repository",
            values -> new RawSpec(values.get(RAW), Access.from(values)),
            RAW,
            Access.USER,
            Access.PASSWORD,
            Access.SERVER,
            Access.CA);

    /** One that everybody may write to. */
    public static RawSpec open(String url) {
        return new RawSpec(url, Access.none());
    }
}
