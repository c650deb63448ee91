package dev.cdctl.artifact;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A repository that lasts as long as a test. Not thread-safe. */
public final class InMemoryRepository implements Repository {
    private final Map<Version, ReleaseManifest> releases = new LinkedHashMap<>();
    private final Map<Digest, byte[]> artifacts = new LinkedHashMap<>();
    private final Map<ReleaseManifest, List<Json.Obj>> evidence = new LinkedHashMap<>();

    @Override
    public String describe() {
        return "memory:";
    }

    @Override
    public Pushed push(ReleaseManifest manifest, Path folder) {
        ReleaseManifest earlier = releases.get(manifest.version());
        if (earlier != null && !earlier.equals(manifest)) {
            throw Failure.refused(Problem.of("CD-433", "other bytes were pushed before"));
        }
        for (ReleaseManifest.Item item : manifest.artifacts()) {
            artifacts.put(item.digest(), read(folder.resolve(item.file())));
        }
        return releases.put(manifest.version(), manifest) == null ? Pushed.NEW : Pushed.ALREADY_THERE;
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Version version) {
        return Optional.ofNullable(releases.get(version))
                .filter(release -> release.service().equals(service));
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Digest digest) {
        return releases.values().stream()
                .filter(each -> each.release().digest().equals(digest))
                .findFirst();
    }

    @Override
    public List<Version> versions(Name service) {
        return List.copyOf(releases.keySet());
    }

    @Override
    public InputStream open(ReleaseManifest manifest, ReleaseManifest.Item item) {
        return new ByteArrayInputStream(Objects.requireNonNull(artifacts.get(item.digest())));
    }

    @Override
    public void attest(ReleaseManifest manifest, Json.Obj fact) {
        evidence.computeIfAbsent(manifest, any -> new ArrayList<>()).add(fact);
    }

    @Override
    public List<Json.Obj> evidence(ReleaseManifest manifest) {
        return List.copyOf(evidence.getOrDefault(manifest, List.of()));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
