package dev.cdctl.wiring;

import dev.cdctl.adapter.docker.DockerEngine;
import dev.cdctl.adapter.docker.User;
import dev.cdctl.adapter.registry.DockerLogins;
import dev.cdctl.adapter.registry.OciRegistry;
import dev.cdctl.artifact.PackageStep;
import dev.cdctl.artifact.Packager;
import dev.cdctl.artifact.Provenance;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.image.ImageSpec;
import dev.cdctl.artifact.image.ImageStep;
import dev.cdctl.artifact.image.ScriptBuild;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.ImageRegistry;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.artifact.registry.PushImageStep;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.operate.Lazy;
import dev.cdctl.script.ScriptVariables;
import dev.cdctl.supply.image.SignImageStep;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.wiring.folder.Runs;
import dev.cdctl.wiring.host.Hosts;
import dev.cdctl.wiring.kept.Shells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The images of one release: made, noted, pushed. The engine is looked for when a step of a plan needs it.
 *
 * @param shells over which an engine of another computer is reached
 */
public record Imaging(
        Setting setting,
        Pipeline pipeline,
        Provenance from,
        ScriptVariables variables,
        Shells shells,
        boolean moveTags) {
    /** The steps that make every image ready to be pushed. */
    public List<Step> packaging() {
        List<Step> steps = new ArrayList<>();
        for (ImageSpec spec : pipeline.images()) {
            String step = "image-" + spec.name();
            steps.add(new ImageStep(spec, work(), line -> setting.listener().on(new Event.Output(step, line))));
        }
        return steps;
    }

    /**
     * The steps that push them.
     *
     * @param key signs them, when there is one
     */
    public List<Step> pushing(Optional<Supplier<SigningKey>> key) {
        List<Step> steps = new ArrayList<>();
        pipeline.push().flatMap(PushSpec::images).ifPresent(to -> {
            RegistryAddress address = RegistryAddress.parse(to.address());
            Lazy<ImageRegistry> registry = new Lazy<>(() -> registry(setting, pipeline, to));
            for (ImageSpec spec : pipeline.images()) {
                PushImageStep.Address place = PushImageStep.Address.of(address, spec.name(), from.version());
                steps.add(new PushImageStep(
                        pipeline.folder(), spec.name(), from.version(), registry::get, place, moveTags));
                key.ifPresent(signing ->
                        steps.add(new SignImageStep(pipeline.folder(), spec.name(), place, registry::get, signing)));
            }
        });
        return steps;
    }

    /** The registry that pipeline.yaml names; connected to when it is asked something. */
    public static Optional<ImageRegistry> registry(Setting setting, Pipeline pipeline) {
        return pipeline.push().flatMap(PushSpec::images).map(to -> registry(setting, pipeline, to));
    }

    /** What the user's Docker configuration says for that registry. */
    static Optional<Login> login(Setting setting, RegistryAddress address) {
        return OciRegistry.login(
                address, new OciRegistry.User(setting.variables(), setting.secrets(), setting.cancel()));
    }

    /** The logins for all registries, which a build may be from images of. */
    private static Map<String, Login> logins(Setting setting) {
        DockerSettings settings = DockerSettings.of(setting.variables());
        Map<String, Login> all = new DockerLogins(settings, setting.variables(), setting.cancel()).all();
        all.values().forEach(login -> setting.secrets().add(Mask.of(Map.of("registry login", login.secret()))));
        return all;
    }

    private static ImageRegistry registry(Setting setting, Pipeline pipeline, PushSpec.Images to) {
        RegistryAddress address = RegistryAddress.parse(to.address());
        if (to.http() && !address.isLoopback()) {
            setting.listener()
                    .on(new Event.Warning(
                            Problem.of("CD-488", "the registry " + address.host() + " is talked to without TLS")
                                    .at(to.origin())
                                    .because("everyone on the way can read the login and change the image")
                                    .remedy("give the registry a certificate, and take images-http away")));
        }
        return OciRegistry.of(
                to, pipeline.folder(), new OciRegistry.User(setting.variables(), setting.secrets(), setting.cancel()));
    }

    /** What the release says of them. */
    public PackageStep.Images images() {
        return new PackageStep.Images() {
            @Override
            public List<String> names() {
                return pipeline.images().stream()
                        .map(spec -> spec.name().text())
                        .toList();
            }

            @Override
            public List<ReleaseManifest.Image> items() {
                return pipeline.images().stream().map(Imaging.this::item).toList();
            }
        };
    }

    private ReleaseManifest.Image item(ImageSpec spec) {
        OciLayout layout = OciLayout.of(Packager.dist(pipeline.folder()), spec.name());
        try {
            return layout.read().item(spec.name());
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-486", "the image " + spec.name() + " does not lie ready")
                            .at(spec.origin())
                            .because(String.valueOf(e.getMessage()))
                            .remedy("run `cdctl package` again"))
                    .causedBy(e);
        }
    }

    private User user() {
        return new User(setting.variables(), Hosts.tunnel(shells));
    }

    private ImageStep.Work work() {
        return new ImageStep.Work(
                pipeline.folder(),
                from,
                WorkingCopy.address(setting, pipeline),
                () -> DockerEngine.of(user(), setting.cancel(), () -> logins(setting)),
                new ScriptBuild(LocalSecrets.runner(setting, pipeline, setting.cancel()), variables),
                Runs.folder(pipeline),
                () -> setting.secrets().mask());
    }

    /** Where the images of releases are pulled from. */
    static Software pulled(Setting setting, Pipeline pipeline, ReleaseManifest.Image image) {
        PushSpec.Images images = pipeline.push().flatMap(PushSpec::images).orElseThrow();
        RegistryAddress address = RegistryAddress.parse(images.address());
        return new Software.Image(ImageRef.of(address, image.name(), image.digest()), () -> login(setting, address));
    }
}
