package dev.cdctl.wiring.stage;

import dev.cdctl.adapter.docker.ContainerLauncher;
import dev.cdctl.adapter.docker.User;
import dev.cdctl.adapter.registry.DockerLogins;
import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.PinnedImage;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.host.Hosts;
import dev.cdctl.wiring.kept.Shells;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The user's Docker Engine for stages, with the logins of the user's Docker configuration. */
public final class Containers {
    private Containers() {}

    /** Runs the script of a stage in its image. */
    public static StageScript.Launcher launcher(Setting setting, Pipeline pipeline, StageSpec spec, PinnedImage image) {
        ContainerLauncher.Terms terms = new ContainerLauncher.Terms(
                image,
                pipeline.service() + "/" + spec.name(),
                pipeline.folder(),
                passed(setting, spec),
                registry -> login(setting, registry),
                setting.secrets()::mask);
        User user = new User(setting.variables(), Hosts.tunnel(new Shells()));
        return (script, log, lines, cancel) -> ContainerLauncher.of(user, terms).run(script, log, lines, cancel);
    }

    /** What counts for the fingerprint is handed in, and nothing else of the caller's environment. */
    private static Map<String, String> passed(Setting setting, StageSpec spec) {
        return setting.variables().entrySet().stream()
                .filter(each -> spec.cache().env().contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Optional<Login> login(Setting setting, String registry) {
        DockerSettings settings = DockerSettings.of(setting.variables());
        Optional<Login> login = new DockerLogins(settings, setting.variables(), setting.cancel()).of(registry);
        login.ifPresent(known -> setting.secrets().add(Mask.of(Map.of("registry login", known.secret()))));
        return login;
    }
}
