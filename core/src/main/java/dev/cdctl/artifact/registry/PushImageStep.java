package dev.cdctl.artifact.registry;

import dev.cdctl.artifact.Packager;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Pushes one image of the release that was packaged, and lets its tag point to it.
 *
 * @param folder of pipeline.yaml
 * @param registry connects when it is asked for
 * @param moveTag whether a tag that points elsewhere is moved
 */
public record PushImageStep(
        Path folder, Name image, Version version, Supplier<ImageRegistry> registry, Address to, boolean moveTag)
        implements Step {
    /** Where it goes, known before anything is connected. */
    public record Address(RegistryAddress address, String repository, String tag) {
        /** Where that image of that version goes. */
        public static Address of(RegistryAddress address, Name image, Version version) {
            return new Address(address, address.repository(image), RegistryAddress.tag(version));
        }

        @Override
        public String toString() {
            return address.host() + "/" + repository + ":" + tag;
        }
    }

    @Override
    public String name() {
        return "push-image-" + image;
    }

    @Override
    public String describe() {
        return "push image " + image + " to " + to;
    }

    @Override
    public boolean done() {
        Optional<Digest> packaged = ReleaseFile.find(folder)
                .filter(file -> file.isPackaged() && file.manifest().version().equals(version))
                .flatMap(file -> item(file.manifest()))
                .map(ReleaseManifest.Image::digest);
        return packaged.isPresent()
                && registry.get().tagged(to.repository(), to.tag()).equals(packaged);
    }

    @Override
    public String run(Consumer<String> progress) {
        ReleaseFile file = ReleaseFile.read(folder);
        ReleaseManifest.Image item = item(file.manifest())
                .filter(each -> file.manifest().version().equals(version))
                .orElseThrow(() -> notReady("it is not in the release that was packaged"));
        OciLayout layout = OciLayout.of(Packager.dist(folder), image);
        OciLayout.Image ready = ready(layout, item);
        Optional<Digest> tagged = registry.get().tagged(to.repository(), to.tag());
        if (tagged.isPresent() && !tagged.get().equals(item.digest()) && !moveTag) {
            throw pointsElsewhere(tagged.get(), item.digest());
        }
        long sent = registry.get().push(to.repository(), layout, ready, progress);
        if (!tagged.equals(Optional.of(item.digest()))) {
            registry.get().tag(to.repository(), to.tag(), layout, ready);
        }
        String what = item.digest().brief() + " as " + to;
        return sent == 0 ? what + ", was there already" : what + ", " + sent + " bytes sent";
    }

    private Optional<ReleaseManifest.Image> item(ReleaseManifest manifest) {
        return manifest.images().stream()
                .filter(each -> each.name().equals(image))
                .findFirst();
    }

    private OciLayout.Image ready(OciLayout layout, ReleaseManifest.Image item) {
        try {
            OciLayout.Image ready = layout.read();
            if (ready.manifest().digest().equals(item.digest())
                    && layout.whole().isPresent()) {
                return ready;
            }
            throw notReady("in " + layout.folder() + " is another one, or only a part of it");
        } catch (IOException e) {
            throw notReady(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private Failure notReady(String why) {
        return Failure.failed(Problem.of("CD-486", "the image " + image + " does not lie ready")
                .because(why)
                .remedy("run `cdctl package` again"));
    }

    private Failure pointsElsewhere(Digest there, Digest ours) {
        return Failure.refused(Problem.of("CD-484", "the tag " + to + " points to another image")
                .because("it points to " + there + ", and this is " + ours)
                .remedy("give the new image a version of its own; or move the tag with `cdctl push --move-tag`, and"
                        + " whoever trusts the tag gets other bytes"));
    }
}
