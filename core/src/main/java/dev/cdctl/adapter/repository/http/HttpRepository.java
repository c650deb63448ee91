package dev.cdctl.adapter.repository.http;

import dev.cdctl.adapter.repository.StoredManifest;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Releases on a server that keeps files: the artifacts first, the manifest last, so that a release is seen whole or not
 * at all; every file is written once. See docs/design/http-repository.md. Not thread-safe.
 */
public final class HttpRepository implements Repository {
    private static final int FORMAT = 1;
    private static final Set<String> RESERVED = Set.of(StoredManifest.FILE, "claim.json", "evidence");

    private final String url;
    private final Layout layout;
    private final Extras extras;
    private final WriteOnce files;
    private final Artifacts artifacts;

    /** The repository on that server. */
    public HttpRepository(Remote remote, Layout layout, Extras extras) {
        this.url = remote.server().base().toString();
        this.layout = layout;
        this.extras = extras;
        this.files = new WriteOnce(remote);
        this.artifacts = new Artifacts(remote, files, layout, extras.checksums());
    }

    @Override
    public String describe() {
        return url;
    }

    @Override
    public Pushed push(ReleaseManifest manifest, Path folder) {
        extras.check(manifest);
        manifest.artifacts().forEach(item -> StoredManifest.checkFileName(item.file(), RESERVED));
        Optional<ReleaseManifest> earlier = own(manifest.service(), manifest.version());
        if (earlier.isPresent()) {
            StoredManifest.requireSame(earlier.get(), manifest);
            manifest.artifacts().forEach(item -> artifacts.require(manifest, item));
            index(manifest.service()).add(manifest);
            extras.after(manifest);
            return Pushed.ALREADY_THERE;
        }
        manifest.artifacts().forEach(item -> Artifacts.requirePackaged(item, folder));
        claim(manifest);
        extras.before(manifest, files);
        manifest.artifacts().forEach(item -> artifacts.push(manifest, item, folder));
        publish(manifest);
        extras.after(manifest);
        return Pushed.NEW;
    }

    /** Says whose bytes the version is for, and takes the next number in the order of pushes. */
    private void claim(ReleaseManifest manifest) {
        Index index = index(manifest.service());
        String path = layout.claim(manifest.service(), manifest.version());
        requireOwn(manifest, files.write(path, claimText(manifest)));
        int number = index.add(manifest);
        files.settle();
        for (int tries = 0; !index.has(number, manifest); tries++) {
            if (tries == WriteOnce.MOST_LOST) {
                throw WriteOnce.lost(layout.index(manifest.service(), number));
            }
            number = index.add(manifest);
            files.settle();
        }
        requireOwn(manifest, files.read(path).orElse(""));
    }

    private void requireOwn(ReleaseManifest manifest, String claim) {
        if (!claim.equals(claimText(manifest))) {
            String there =
                    claim.replaceAll("(?s).*\"digest\":\"([^\"]*)\".*", "$1").strip();
            throw StoredManifest.otherBytes(
                    manifest,
                    "a push of " + there + " was begun, and this is "
                            + manifest.release().digest() + "; see " + url
                            + layout.claim(manifest.service(), manifest.version()));
        }
    }

    private static String claimText(ReleaseManifest manifest) {
        return JsonText.line(Json.object()
                        .put("format", FORMAT)
                        .put("version", manifest.version().text())
                        .put("digest", manifest.release().digest().toString())
                        .build())
                + "\n";
    }

    /** From here on the release is there. */
    private void publish(ReleaseManifest manifest) {
        files.write(layout.pointer(manifest.service(), manifest.release().digest()), claimText(manifest));
        String there = files.write(layout.manifest(manifest.service(), manifest.version()), manifest.text());
        StoredManifest.requireSame(
                stored(manifest.service(), manifest.version()).parse(there, RESERVED), manifest);
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Version version) {
        return own(service, version).or(() -> extras.foreign(service, version));
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Digest digest) {
        return files.read(layout.pointer(service, digest))
                .map(text -> pointed(service, text))
                .flatMap(version -> own(service, version))
                .or(() -> foreign(service, digest))
                .filter(manifest -> manifest.release().digest().equals(digest));
    }

    private Optional<ReleaseManifest> foreign(Name service, Digest digest) {
        List<Version> known = index(service).versions();
        return extras.withForeign(service, known).stream()
                .filter(version -> !known.contains(version))
                .flatMap(version -> extras.foreign(service, version).stream())
                .filter(manifest -> manifest.release().digest().equals(digest))
                .findFirst();
    }

    private Version pointed(Name service, String text) {
        try {
            return new Version(JsonText.readObject(text).need("version"));
        } catch (JsonException | IllegalArgumentException e) {
            throw stored(service, new Version("unknown"))
                    .damaged("a file below _digests cannot be read: " + e.getMessage());
        }
    }

    @Override
    public List<Version> versions(Name service) {
        return extras.withForeign(service, index(service).versions());
    }

    @Override
    public InputStream open(ReleaseManifest manifest, ReleaseManifest.Item item) {
        requirePushed(manifest);
        StoredManifest.checkFileName(item.file(), RESERVED);
        return artifacts.open(manifest, item);
    }

    @Override
    public void attest(ReleaseManifest manifest, Json.Obj evidence) {
        requirePushed(manifest);
        String text = JsonText.line(evidence) + "\n";
        int first = evidenceNumbers(manifest).last() + 1;
        for (int number = first; number < first + WriteOnce.MOST_LOST; number++) {
            String path = layout.evidence(manifest, number);
            if (files.write(path, text).equals(text)) {
                files.settle();
                if (files.read(path).filter(text::equals).isPresent()) {
                    return;
                }
            }
        }
        throw WriteOnce.lost(layout.evidence(manifest, first));
    }

    @Override
    public List<Json.Obj> evidence(ReleaseManifest manifest) {
        requirePushed(manifest);
        List<Json.Obj> all = new ArrayList<>();
        int last = evidenceNumbers(manifest).last();
        for (int number = 1; number <= last; number++) {
            all.add(evidence(manifest, number));
        }
        return all;
    }

    private Json.Obj evidence(ReleaseManifest manifest, int number) {
        StoredManifest stored = stored(manifest.service(), manifest.version());
        String path = layout.evidence(manifest, number);
        try {
            Json.Obj json =
                    JsonText.readObject(files.read(path).orElseThrow(() -> stored.damaged(path + " is missing")));
            if (json.number("format").isPresent()) {
                stored.requireFormat(json, FORMAT, path);
            }
            return json;
        } catch (JsonException e) {
            throw stored.damaged(path + " cannot be read: " + e.getMessage());
        }
    }

    private Numbered evidenceNumbers(ReleaseManifest manifest) {
        return new Numbered(number -> files.exists(layout.evidence(manifest, number)));
    }

    private void requirePushed(ReleaseManifest manifest) {
        if (!find(manifest.service(), manifest.version()).equals(Optional.of(manifest))) {
            throw StoredManifest.notPushed(manifest, describe());
        }
    }

    /** The release that cdctl pushed as that version. */
    private Optional<ReleaseManifest> own(Name service, Version version) {
        return files.read(layout.manifest(service, version))
                .map(text -> stored(service, version).parse(text, RESERVED));
    }

    private Index index(Name service) {
        return new Index(
                files,
                layout,
                service,
                entry -> own(service, entry.version())
                        .filter(manifest -> manifest.release().digest().equals(entry.digest()))
                        .isPresent());
    }

    private StoredManifest stored(Name service, Version version) {
        return new StoredManifest(url, service, version);
    }
}
