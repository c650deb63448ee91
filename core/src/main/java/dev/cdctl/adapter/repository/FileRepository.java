package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.artifact.archive.Draft;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Releases in a folder: {@code <root>/<service>/<version>/} has the artifacts, {@code release.json} (the manifest,
 * exactly), {@code pushed.json} (when, and after how many others) and {@code evidence/}. A release is made ready in a
 * hidden folder and renamed into place, so that it is seen whole or not at all, and never changes afterwards. Safe
 * across threads and processes, without locks.
 */
public final class FileRepository implements Repository {
    private static final String SCHEME = "file:";

    private final Path root;
    private final Clock clock;

    private FileRepository(Path root, Clock clock) {
        this.root = root.toAbsolutePath().normalize();
        this.clock = clock;
    }

    /** The repository in that folder, which is created by the first push. */
    public static FileRepository in(Path root) {
        return new FileRepository(root, Clock.systemUTC());
    }

    /**
     * The repository that a pipeline pushes to. The part after {@code file:} is a path as it is written, with nothing
     * percent-encoded; a relative one is relative to the pipeline's folder.
     *
     * @param origin where the pipeline says so
     * @throws Failure invalid, when it is no {@code file:} URL
     */
    public static FileRepository of(FileSpec spec, Origin origin, Path folder) {
        return in(path(spec.url(), origin, folder));
    }

    private static Path path(String url, Origin origin, Path folder) {
        String path = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : "";
        String local = path.startsWith("//localhost/") ? path.substring(11) : path.replaceFirst("^//(?=/)", "");
        String onWindows = local.replaceFirst("^/(?=[A-Za-z]:)", "");
        if (local.isEmpty() || local.startsWith("//") || local.indexOf('\0') >= 0) {
            throw Failure.of(
                    Failure.Kind.INVALID,
                    Problem.of("CD-430", "'" + url + "' is no repository that archives can be pushed to")
                            .at(origin)
                            .remedy("write file: and a folder, such as file:../repository"));
        }
        return folder.resolve(onWindows);
    }

    @Override
    public String describe() {
        return SCHEME + root;
    }

    @Override
    public Pushed push(ReleaseManifest manifest, Path folder) {
        try (Draft draft = draft(manifest.service())) {
            Optional<ReleaseFolder> earlier = release(manifest.service(), manifest.version());
            if (earlier.isPresent()) {
                return alreadyThere(earlier.get(), manifest);
            }
            Path ready = new Upload(manifest, folder).into(draft.folder().resolve("release"));
            Order.write(ready, Order.next(releases(manifest.service())), clock.instant());
            if (draft.publish(ready, path(manifest.service(), manifest.version()))) {
                return Pushed.NEW;
            }
            return alreadyThere(folder(manifest.service(), manifest.version()), manifest);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Version version) {
        return release(service, version).map(ReleaseFolder::manifest);
    }

    @Override
    public Optional<ReleaseManifest> find(Name service, Digest digest) {
        return releases(service).stream()
                .filter(release -> release.digest().equals(digest))
                .findFirst()
                .map(ReleaseFolder::manifest);
    }

    @Override
    public List<Version> versions(Name service) {
        return releases(service).stream()
                .sorted(Comparator.comparingLong(Order::of)
                        .thenComparing(release -> release.version().text()))
                .map(ReleaseFolder::version)
                .toList();
    }

    @Override
    public InputStream open(ReleaseManifest manifest, ReleaseManifest.Item item) {
        return pushed(manifest).open(item);
    }

    @Override
    public void attest(ReleaseManifest manifest, Json.Obj evidence) {
        EvidenceFolder folder = pushed(manifest).evidence();
        try {
            folder.add(evidence);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public List<Json.Obj> evidence(ReleaseManifest manifest) {
        return pushed(manifest).evidence().all();
    }

    private Pushed alreadyThere(ReleaseFolder earlier, ReleaseManifest manifest) {
        earlier.requireSame(manifest);
        return Pushed.ALREADY_THERE;
    }

    /** The release of exactly this manifest. */
    private ReleaseFolder pushed(ReleaseManifest manifest) {
        return release(manifest.service(), manifest.version())
                .filter(release -> release.manifest().equals(manifest))
                .orElseThrow(() -> StoredManifest.notPushed(manifest, describe()));
    }

    private Optional<ReleaseFolder> release(Name service, Version version) {
        return Optional.of(folder(service, version)).filter(ReleaseFolder::exists);
    }

    private ReleaseFolder folder(Name service, Version version) {
        return new ReleaseFolder(path(service, version), service, version);
    }

    private Path path(Name service, Version version) {
        return root.resolve(service.text()).resolve(version.text());
    }

    private List<ReleaseFolder> releases(Name service) {
        Path folder = root.resolve(service.text());
        if (!ReleaseFolder.isThere(folder)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(name -> String.valueOf(name.getFileName()))
                    .filter(Version::isValid)
                    .map(name -> folder(service, new Version(name)))
                    .filter(ReleaseFolder::exists)
                    .toList();
        } catch (IOException e) {
            throw ReleaseFolder.unreadable(folder, e);
        }
    }

    /** Nothing was done before this, so a folder that cannot be written changes nothing. */
    private Draft draft(Name service) throws IOException {
        Files.createDirectories(root);
        return Draft.in(root.resolve(service.text()));
    }

    private Failure unwritable(IOException e) {
        return Failure.unreachable(Problem.of("CD-431", "the repository " + describe() + " cannot be written")
                        .because(String.valueOf(e))
                        .remedy("look at its permissions and at the free space"))
                .causedBy(e);
    }
}
