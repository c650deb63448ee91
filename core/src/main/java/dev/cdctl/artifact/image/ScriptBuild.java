package dev.cdctl.artifact.image;

import dev.cdctl.artifact.oci.LayoutWriter;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.Script;
import dev.cdctl.script.ScriptResult;
import dev.cdctl.script.ScriptRunner;
import dev.cdctl.script.ScriptVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Images that a script of the user's own makes: with BuildKit, buildpacks, or anything else. The script leaves the image
 * in the engine under the name in {@code CDCTL_IMAGE}, or as a file or folder where {@code CDCTL_IMAGE_LAYOUT} says.
 */
public record ScriptBuild(ScriptRunner runner, ScriptVariables variables) {
    /** Runs the script, and finds what it left. */
    Built run(ImageSpec spec, ImageStep.Work work, BuildLog log) throws IOException {
        String image = "cdctl-build/" + work.from().service() + "-" + spec.name() + ":"
                + Integer.toHexString(work.from().run().hashCode());
        Path left = work.logs().resolve("image-" + spec.name()).toAbsolutePath();
        LayoutWriter.delete(left);
        Script script = Script.of(((ImageSpec.Source.Command) spec.source()).script(), work.repository())
                .with(variables
                        .plus(Map.of("CDCTL_IMAGE", image, "CDCTL_IMAGE_LAYOUT", left.toString()))
                        .values())
                .within(spec.timeout());
        Path own = work.logs().resolve("image-" + spec.name() + ".script.log");
        ScriptResult result = runner.run(script, own, log::line);
        if (!result.passed()) {
            throw failure(result);
        }
        return found(left, image, work).orElseThrow(() -> nothing(image, left));
    }

    private static Optional<Built> found(Path left, String image, ImageStep.Work work) throws IOException {
        if (Files.isDirectory(left)) {
            OciLayout layout = new OciLayout(left);
            return Optional.of(
                    new Built.AsLayout(layout.read().manifest().digest().toString(), layout));
        }
        if (Files.isRegularFile(left)) {
            return Optional.of(new Built.AsArchive(Digest.of(left).toString(), left));
        }
        ImageEngine engine = work.engine().get();
        return engine.find(image).map(id -> new Built.InEngine(id, engine));
    }

    private static Failure failure(ScriptResult result) {
        if (result.end() instanceof ScriptResult.End.Cancelled cancelled) {
            return Cancel.interrupted("the building was ended: " + cancelled.reason());
        }
        String code = result.end() instanceof ScriptResult.End.TimedOut ? "CD-476" : "CD-474";
        return Failure.failed(Problem.of(code, "the image was not built")
                .because("its script: " + result.end())
                .remedy("mend what the last lines say, then run it again"));
    }

    private static Failure nothing(String image, Path left) {
        return Failure.failed(Problem.of("CD-478", "the script ended well and left no image")
                .because("there is none called " + image + " in the engine, and nothing at " + left)
                .remedy("let it name the image $CDCTL_IMAGE, or write a layout or an archive to $CDCTL_IMAGE_LAYOUT"));
    }
}
