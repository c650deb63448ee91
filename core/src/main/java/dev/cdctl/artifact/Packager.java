package dev.cdctl.artifact;

import dev.cdctl.artifact.archive.ArchiveManifest;
import dev.cdctl.artifact.archive.ArchiveWriter;
import dev.cdctl.artifact.archive.Limits;
import dev.cdctl.artifact.archive.SteadyInput;
import dev.cdctl.artifact.archive.TarGzWriter;
import dev.cdctl.artifact.archive.ZipWriter;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.WholeFile;
import dev.cdctl.script.cache.FileDigests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the archives of a release. The same files, version and commit give the same bytes, whatever the machine, the
 * user, the time zone, the umask or the order of the folders' lists.
 *
 * @param repository the folder of pipeline.yaml
 */
public record Packager(Path repository, Provenance from) {
    /** Where the archives of a repository lie. */
    public static Path dist(Path repository) {
        return repository.resolve(".cdctl").resolve("dist");
    }

    /**
     * Makes all archives, and removes those of earlier releases from {@link #dist}. Those that were made from the same
     * are taken as they are.
     *
     * @throws Failure with every problem of every archive; nothing was written then
     */
    public ReleaseManifest pack(List<ArchiveSpec> specs) {
        return attempt(() -> {
            Draft draft = draft(specs);
            Optional<ReleaseManifest> same = draft.made().find(draft.source());
            return same.isPresent() ? same.get() : pack(draft);
        });
    }

    /** The release that lies in {@link #dist}, when it was made from just what is there now; changes nothing. */
    Optional<ReleaseManifest> packed(List<ArchiveSpec> specs) {
        return attempt(() -> {
            Draft draft = draft(specs);
            return draft.made().find(draft.source());
        });
    }

    private ReleaseManifest pack(Draft draft) throws IOException {
        List<ReleaseManifest.Item> items = new ArrayList<>();
        for (Map.Entry<ArchiveSpec, ArchiveManifest> each : draft.manifests().entrySet()) {
            items.add(pack(
                    each.getKey(),
                    each.getValue(),
                    Objects.requireNonNull(draft.contents().get(each.getKey()))));
        }
        removeOthers(items.stream().map(ReleaseManifest.Item::file).toList());
        ReleaseManifest manifest = new ReleaseManifest(from.service(), from.version(), from.commit(), items);
        draft.made().note(draft.source(), manifest);
        return manifest;
    }

    /** What is going to be packed. */
    private record Draft(
            Map<ArchiveSpec, Contents> contents,
            Map<ArchiveSpec, ArchiveManifest> manifests,
            Digest source,
            MadeFrom made) {}

    private Draft draft(List<ArchiveSpec> specs) throws IOException {
        Path root = repository.toRealPath();
        FileDigests digests = FileDigests.below(root);
        Map<ArchiveSpec, Contents> contents = contents(specs);
        Map<ArchiveSpec, ArchiveManifest> manifests = new LinkedHashMap<>();
        for (Map.Entry<ArchiveSpec, Contents> each : contents.entrySet()) {
            manifests.put(
                    each.getKey(),
                    new ArchiveManifest(
                            from.service(),
                            from.version(),
                            from.commit(),
                            each.getValue().files(digests)));
        }
        List<String> files = contents.keySet().stream().map(this::file).toList();
        Digest source = MadeFrom.source(files, List.copyOf(manifests.values()), from);
        return new Draft(contents, manifests, source, new MadeFrom(root, digests));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (SteadyInput.Changed e) {
            throw Failure.failed(problem("CD-404", "the file " + e.getMessage() + " changed while it was packaged"))
                    .causedBy(e);
        } catch (IOException | UncheckedIOException e) {
            throw Failure.failed(
                            problem("CD-405", "the archives cannot be made").because(String.valueOf(e)))
                    .causedBy(e);
        }
    }

    private Map<ArchiveSpec, Contents> contents(List<ArchiveSpec> specs) throws IOException {
        Problems problems = new Problems();
        Map<ArchiveSpec, Contents> contents = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (ArchiveSpec spec : specs) {
            if (names.contains(file(spec))) {
                problems.add(problem("CD-408", "two archives have the name " + file(spec))
                        .at(spec.origin()));
            }
            names.add(file(spec));
            contents.put(spec, Contents.find(repository, spec, problems));
        }
        problems.throwIfAny(Failure.Kind.FAILED);
        return contents;
    }

    private ReleaseManifest.Item pack(ArchiveSpec spec, ArchiveManifest manifest, Contents contents)
            throws IOException {
        Path archive = dist(repository).resolve(file(spec));
        WholeFile.at(archive).write(out -> write(spec.format(), manifest, contents, out));
        long size = Files.size(archive);
        long unpacked =
                manifest.files().stream().mapToLong(ArchiveManifest.File::size).sum();
        Limits.usual().exceededBy(size, manifest.files().size() + 1L, unpacked).ifPresent(reason -> {
            throw Failure.failed(problem("CD-409", "the archive " + file(spec) + " " + reason)
                    .at(spec.origin()));
        });
        return new ReleaseManifest.Item(spec.name(), file(spec), Digest.of(archive), size);
    }

    private void write(ArchiveSpec.Format format, ArchiveManifest manifest, Contents contents, OutputStream out)
            throws IOException {
        byte[] text = manifest.text().getBytes(StandardCharsets.UTF_8);
        List<ArchiveManifest.File> files = new ArrayList<>(manifest.files());
        files.add(new ArchiveManifest.File(ArchiveManifest.FILE, Digest.of(text), text.length, false));
        files.sort(Comparator.comparing(ArchiveManifest.File::path));
        try (ArchiveWriter writer = writer(format, out)) {
            for (ArchiveManifest.File file : files) {
                boolean own = file.path().equals(ArchiveManifest.FILE);
                try (InputStream in = own ? new ByteArrayInputStream(text) : contents.open(file)) {
                    writer.add(file, new SteadyInput(in, file));
                }
            }
        }
    }

    private ArchiveWriter writer(ArchiveSpec.Format format, OutputStream out) throws IOException {
        return switch (format) {
            case ZIP -> new ZipWriter(out, from.time());
            case TAR_GZ -> new TarGzWriter(out, from.time());
        };
    }

    private String file(ArchiveSpec spec) {
        return spec.name() + "-" + from.version() + "." + spec.format().suffix();
    }

    private void removeOthers(List<String> keep) throws IOException {
        Files.createDirectories(dist(repository));
        try (Stream<Path> all = Files.list(dist(repository))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!keep.contains(String.valueOf(file.getFileName()))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Problem problem(String code, String what) {
        return Problem.of(code, what).remedy(remedy(code));
    }

    static String remedy(String code) {
        return switch (code) {
            case "CD-400" -> "correct the pattern, or run the stage that makes the file first";
            case "CD-401" -> "put the file itself where the link is, or leave the link out of the patterns";
            case "CD-402", "CD-403" -> "rename it, or leave it out of the patterns";
            case "CD-408" -> "give one of them another name or format";
            case "CD-426" -> "correct the pattern";
            case "CD-404" -> "stop what writes it, and run `cdctl package` again";
            case "CD-409" -> "leave out what the service does not need, or make two archives of it";
            default -> "look at the folder and its permissions, and run `cdctl package` again";
        };
    }

    /** A name as a message can show it: without control characters. */
    static String quoted(String name) {
        return "'" + name.replaceAll("\\p{Cntrl}", "\uFFFD") + "'";
    }
}
