package dev.cdctl.artifact;

import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.stamp.OwnNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes every archive of a release and notes it, with the images that lie ready, in the release file; does nothing when
 * they lie there already.
 *
 * @param stamps what the version was written into; what was built from it must say the version
 */
public record PackageStep(
        Path repository, Provenance from, List<ArchiveSpec> archives, List<StampSpec> stamps, Images images)
        implements Step {
    /** The images of a release, which other steps made. */
    public interface Images {
        /** What they are called. */
        List<String> names();

        /** What they are; asked when they are ready. */
        List<ReleaseManifest.Image> items();
    }

    /** Copies the list. */
    public PackageStep {
        archives = List.copyOf(archives);
        stamps = List.copyOf(stamps);
    }

    @Override
    public String name() {
        return "package";
    }

    @Override
    public String describe() {
        List<String> names = new ArrayList<>();
        archives.forEach(spec -> names.add(spec.name() + "." + spec.format().suffix()));
        images.names().forEach(name -> names.add("image " + name));
        return "package " + from.service() + " " + from.version() + " as " + String.join(", ", names);
    }

    @Override
    public boolean done() {
        try {
            return ReleaseFile.find(repository)
                    .filter(file -> file.isPackaged() && file.isOf(from))
                    .filter(file -> new Packager(repository, from)
                            .packed(archives)
                            .map(packed -> packed.with(images.items()))
                            .filter(file.manifest()::equals)
                            .isPresent())
                    .isPresent();
        } catch (Failure e) {
            // Something is missing, which only running it may tell.
            return false;
        }
    }

    @Override
    public String run(Consumer<String> progress) {
        Optional<ReleaseFile> earlier = ReleaseFile.find(repository);
        ReleaseManifest manifest = new Packager(repository, from, OwnNames.of(repository, stamps))
                .pack(archives)
                .with(images.items());
        ReleaseFile.update(
                repository,
                now -> now.filter(found -> found.isOf(from))
                        .orElseGet(() -> ReleaseFile.begin(from))
                        .packaged(manifest));
        boolean same = earlier.filter(ReleaseFile::isPackaged)
                .filter(found -> found.manifest().equals(manifest))
                .isPresent();
        return manifest.release().brief() + (same ? ", same bytes as before" : "");
    }
}
