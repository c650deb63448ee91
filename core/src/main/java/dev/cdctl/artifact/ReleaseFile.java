package dev.cdctl.artifact;

import dev.cdctl.artifact.archive.NewerFormat;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.state.FileMutex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The one file by which the stages of a repository talk to each other: {@code .cdctl/release.json}. A CI job hands it,
 * with the archives in {@code .cdctl/dist}, to the next one.
 *
 * @param manifest the release; without artifacts until it was packaged
 * @param dirty whether the working tree had changes that are in no commit
 * @param run which run made it
 * @param passed the stages that ran with exit code 0, and those that did not, oldest first, each once
 * @param pushed where it was pushed to, once it was
 */
public record ReleaseFile(
        ReleaseManifest manifest, boolean dirty, String run, List<StageEnd> passed, Optional<Push> pushed) {
    private static final int FORMAT = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How a stage ended. */
    public record StageEnd(String name, Instant when, int exit) {}

    /** A push that succeeded. */
    public record Push(String repository, Instant when) {}

    /** Copies the list. */
    public ReleaseFile {
        passed = List.copyOf(passed);
    }

    /** The file of a release that nothing was done for yet. */
    public static ReleaseFile begin(Provenance from) {
        ReleaseManifest manifest = new ReleaseManifest(from.service(), from.version(), from.commit(), List.of());
        return new ReleaseFile(manifest, from.dirty(), from.run(), List.of(), Optional.empty());
    }

    /** Where the file of a repository is. */
    public static Path in(Path repository) {
        return repository.resolve(".cdctl").resolve("release.json");
    }

    /** Whether a file of the same commit, version and run, or at least without uncommitted changes, said this. */
    public boolean isOf(Provenance from) {
        return manifest.service().equals(from.service())
                && manifest.version().equals(from.version())
                && manifest.commit().equals(from.commit())
                && dirty == from.dirty()
                && (!dirty && manifest.commit().isPresent() || run.equals(from.run()));
    }

    /** Whether it has artifacts. */
    public boolean isPackaged() {
        return !manifest.artifacts().isEmpty() || !manifest.images().isEmpty();
    }

    /** The same file with these artifacts; what was pushed counts on when they are the same bytes. */
    public ReleaseFile packaged(ReleaseManifest packaged) {
        return new ReleaseFile(packaged, dirty, run, passed, pushed.filter(push -> packaged.equals(manifest)));
    }

    /** The same file, in which that stage ended like this the last time. */
    public ReleaseFile ended(StageEnd stage) {
        List<StageEnd> ends = new ArrayList<>(passed);
        ends.removeIf(earlier -> earlier.name().equals(stage.name()));
        ends.add(stage);
        return new ReleaseFile(manifest, dirty, run, ends, pushed);
    }

    /** The same file, pushed. */
    public ReleaseFile pushed(Push push) {
        return new ReleaseFile(manifest, dirty, run, passed, Optional.of(push));
    }

    /**
     * The file of a repository, when there is one.
     *
     * @throws Failure when it cannot be read, is damaged or of a newer format
     */
    public static Optional<ReleaseFile> find(Path repository) {
        Path file = in(repository);
        try {
            return Optional.of(parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NewerFormat e) {
            throw Failure.refused(Problem.of("CD-422", file + " was written by a newer cdctl")
                    .because(String.valueOf(e.getMessage()))
                    .remedy("use one version of cdctl for all stages"));
        } catch (IOException | JsonException e) {
            throw Failure.failed(Problem.of("CD-421", file + " is damaged")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("delete it, and run `cdctl package` again"))
                    .causedBy(e);
        }
    }

    /**
     * The file of a repository that was packaged.
     *
     * @throws Failure when there is none, or as {@link #find} does
     */
    public static ReleaseFile read(Path repository) {
        return find(repository)
                .filter(ReleaseFile::isPackaged)
                .orElseThrow(() -> Failure.failed(Problem.of("CD-420", "nothing was packaged in " + repository)
                        .because("there is no release in " + in(repository))
                        .remedy("run `cdctl package` first, or name a release with --release")));
    }

    /**
     * Writes the file of a repository whole.
     *
     * @throws Failure when it cannot be written
     */
    public void write(Path repository) {
        try {
            WholeFile.at(in(repository)).write(text());
        } catch (IOException e) {
            throw notWritten(repository, e);
        }
    }

    /**
     * Changes the file of a repository; what another process writes into it at the same time is not lost.
     *
     * @param change makes the new file of the one that is there
     * @throws Failure as {@link #find} and {@link #write} do
     */
    public static void update(Path repository, Function<Optional<ReleaseFile>, ReleaseFile> change) {
        Path lock = in(repository).resolveSibling("release.lock");
        try (FileMutex mutex = FileMutex.lock(lock, PATIENCE)) {
            change.apply(find(repository)).write(repository);
        } catch (IOException e) {
            throw notWritten(repository, e);
        }
    }

    private static Failure notWritten(Path repository, IOException e) {
        return Failure.failed(Problem.of("CD-424", in(repository) + " cannot be written")
                        .because(String.valueOf(e))
                        .remedy("look at the free space and the permissions of the folder"))
                .causedBy(e);
    }

    /** Indented JSON with a line end. */
    public String text() {
        Json stages = Json.of(passed.stream()
                .map(stage -> Json.object()
                        .put("name", stage.name())
                        .put("when", IsoTime.text(stage.when()))
                        .put("exit", stage.exit())
                        .build())
                .toList());
        Optional<Json> push = pushed.map(to -> Json.object()
                .put("repository", to.repository())
                .put("when", IsoTime.text(to.when()))
                .build());
        return JsonText.pretty(Json.object()
                        .put("format", FORMAT)
                        .put("digest", manifest.release().digest().toString())
                        .put("release", JsonText.readObject(manifest.text()))
                        .put("dirty", dirty)
                        .put("run", run)
                        .put("stages", stages)
                        .put("pushed", push)
                        .build())
                + "\n";
    }

    private static ReleaseFile parse(String text) {
        Json.Obj json = JsonText.readObject(text);
        if (json.needNumber("format") > FORMAT) {
            throw new NewerFormat(json.needNumber("format"), FORMAT);
        }
        try {
            ReleaseManifest manifest = ReleaseManifest.parse(
                    JsonText.line(json.object("release").orElseThrow(() -> new JsonException("no object 'release'"))));
            if (!manifest.release().digest().toString().equals(json.need("digest"))) {
                throw new JsonException("its release has another digest than it says");
            }
            return new ReleaseFile(
                    manifest,
                    json.flag("dirty"),
                    json.need("run"),
                    json.items("stages").stream().map(ReleaseFile::stage).toList(),
                    json.object("pushed")
                            .map(push -> new Push(push.need("repository"), IsoTime.parse(push.need("when")))));
        } catch (IllegalArgumentException | ClassCastException | DateTimeException e) {
            throw new JsonException("it has a value that cannot be: " + e.getMessage(), e);
        }
    }

    private static StageEnd stage(Json item) {
        if (item instanceof Json.Obj json) {
            return new StageEnd(
                    json.need("name"), IsoTime.parse(json.need("when")), Math.toIntExact(json.needNumber("exit")));
        }
        throw new JsonException("a stage is not an object");
    }
}
