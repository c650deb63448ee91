package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a release was built: the predicate of SLSA provenance, version 1. It claims what level 1 asks for, that it is
 * there; nothing keeps the machine that wrote it from writing something else.
 *
 * @param file what the stages noted
 * @param pipeline the digest of pipeline.yaml
 * @param source the URL that the working copy was cloned from, without a user or a password, when there is one
 * @param tool the version of cdctl
 */
public record Slsa(ReleaseFile file, Digest pipeline, Optional<String> source, String tool) {
    /** The kind of statement. */
    public static final String PREDICATE = "https://slsa.dev/provenance/v1";

    private static final String BUILD_TYPE = "https://cdctl.dev/build/v1";
    private static final String LOCAL_BUILDER = "https://cdctl.dev/builder/local";

    /** The provenance of the release and its artifacts. */
    public Statement statement() {
        Json.Obj predicate = Json.object()
                .put("buildDefinition", definition())
                .put("runDetails", details())
                .build();
        return new Statement(ReleaseStatement.subjects(file.manifest()), PREDICATE, predicate);
    }

    private Json definition() {
        ReleaseManifest manifest = file.manifest();
        Json.Obj parameters = Json.object()
                .put("service", manifest.service().text())
                .put("version", manifest.version().text())
                .put(
                        "stages",
                        Json.ofTexts(file.passed().stream()
                                .map(ReleaseFile.StageEnd::name)
                                .toList()))
                .build();
        return Json.object()
                .put("buildType", BUILD_TYPE)
                .put("externalParameters", parameters)
                .put("resolvedDependencies", Json.of(dependencies()))
                .build();
    }

    private List<Json> dependencies() {
        Json definition = Json.object()
                .put("name", "pipeline.yaml")
                .put("digest", Json.object().put("sha256", pipeline.hex()).build())
                .build();
        Optional<Json> sources = file.manifest()
                .commit()
                .map(commit -> Json.object()
                        .put("name", "sources")
                        .put("uri", source.map(url -> "git+" + url + "@" + commit))
                        .put(
                                "digest",
                                Json.object()
                                        .put("gitCommit", commit.toString())
                                        .build())
                        .put(
                                "annotations",
                                Json.object().put("dirty", file.dirty()).build())
                        .build());
        return sources.map(json -> List.of(json, definition)).orElse(List.of(definition));
    }

    private Json details() {
        Optional<Instant> finished =
                file.passed().stream().map(ReleaseFile.StageEnd::when).max(Comparator.naturalOrder());
        Json.Obj builder = Json.object()
                .put("id", builder())
                .put("version", Json.object().put("cdctl", tool).build())
                .build();
        Json.Obj metadata = Json.object()
                .put("invocationId", file.run())
                .put("finishedOn", finished)
                .build();
        return Json.object().put("builder", builder).put("metadata", metadata).build();
    }

    /** Where the CI server of the job is; what ran on a machine of somebody's own says so. */
    private String builder() {
        if (!file.run().matches("https?://[^/]+/.*")) {
            return LOCAL_BUILDER;
        }
        URI job = URI.create(file.run());
        return job.getScheme() + "://" + job.getRawAuthority() + "/";
    }
}
