package dev.cdctl.artifact.image;

import dev.cdctl.artifact.Packager;
import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.oci.LayoutWriter;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes one image ready to be pushed: built, given away by the engine as a layout of files, tested. It always builds,
 * because only the engine knows whether something changed; the same image is neither given away nor tested twice.
 */
public final class ImageStep implements Step {
    private final ImageSpec spec;
    private final Work work;
    private final Consumer<String> lines;

    /**
     * What the images of one run share.
     *
     * @param repository the folder of pipeline.yaml
     * @param source where the sources are, for the label; without credentials
     * @param engine connects when it is asked for
     * @param logs the folder for logs
     */
    public record Work(
            Path repository,
            Provenance from,
            Optional<String> source,
            Supplier<ImageEngine> engine,
            ScriptBuild scripts,
            Path logs,
            Supplier<Mask> mask) {}

    /**
     * An image to be made.
     *
     * @param lines takes each line that is said, at once and on another thread
     */
    public ImageStep(ImageSpec spec, Work work, Consumer<String> lines) {
        this.spec = spec;
        this.work = work;
        this.lines = lines;
    }

    @Override
    public String name() {
        return "image-" + spec.name();
    }

    @Override
    public String describe() {
        return spec.source() instanceof ImageSpec.Source.Dockerfile docker
                ? "build image " + spec.name() + " from " + docker.file()
                : "build image " + spec.name() + " by a script";
    }

    @Override
    public String run(Consumer<String> progress) {
        OciLayout layout = OciLayout.of(Packager.dist(work.repository()), spec.name());
        try (BuildLog log = BuildLog.open(work.logs().resolve(name() + ".log"), work.mask(), lines)) {
            try {
                return make(layout, log, progress);
            } catch (Failure e) {
                throw log.account(e, spec.origin());
            } catch (IOException e) {
                throw log.account(unwritable(layout, e), spec.origin());
            }
        }
    }

    private String make(OciLayout layout, BuildLog log, Consumer<String> progress) throws IOException {
        Map<String, String> labels = ImageLabels.of(work.from(), work.source(), spec.labels());
        progress.accept("building");
        Built built = spec.source() instanceof ImageSpec.Source.Dockerfile docker
                ? build(docker, labels, log)
                : work.scripts().run(spec, work, log);
        Digest from = Digest.of(built.id() + "\n" + labels);
        Optional<Made> before = Made.find(layout).filter(made -> made.from().equals(from));
        Optional<OciLayout.Image> ready = before.flatMap(made -> layout.whole());
        if (ready.isEmpty()) {
            progress.accept("exporting");
            new LayoutWriter(layout).write(folder -> built.into(folder, labels));
        }
        boolean tested = test(built, layout, log, progress);
        OciLayout.Image image = layout.read();
        String brief = image.manifest().digest().brief() + ", " + image.platform();
        return ready.isPresent() && !tested ? brief + ", same image as before" : brief;
    }

    private Built build(ImageSpec.Source.Dockerfile docker, Map<String, String> labels, BuildLog log) {
        ImageEngine engine = work.engine().get();
        String id = engine.build(
                new ImageEngine.Build(
                        docker,
                        work.repository(),
                        spec.platform(),
                        labels,
                        work.from().time(),
                        spec.timeout()),
                log::line);
        return new Built.InEngine(id, engine);
    }

    /** Whether it was tested now; the same image passes the same test once. */
    private boolean test(Built built, OciLayout layout, BuildLog log, Consumer<String> progress) throws IOException {
        Digest from = Digest.of(built.id() + "\n" + ImageLabels.of(work.from(), work.source(), spec.labels()));
        Digest config = layout.read().config().digest();
        Optional<Digest> wanted = spec.trial().map(trial -> Digest.of(config + "\n" + trial.words()));
        if (Made.find(layout).filter(new Made(from, wanted)::equals).isPresent()) {
            return false;
        }
        if (spec.trial().isPresent()) {
            progress.accept("testing");
            ImageEngine engine = work.engine().get();
            engine.run(built.inEngine(engine, layout), spec.trial().get(), log::line);
        }
        new Made(from, wanted).write(layout);
        return wanted.isPresent();
    }

    private static Failure unwritable(OciLayout layout, IOException e) {
        return Failure.failed(Problem.of("CD-477", "the image cannot be written to " + layout.folder())
                        .because(String.valueOf(e.getMessage()))
                        .remedy("look at the free space, and run `cdctl package` again"))
                .causedBy(e);
    }
}
