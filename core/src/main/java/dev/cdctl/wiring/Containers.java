package dev.cdctl.wiring;

import dev.cdctl.adapter.docker.ContainerLauncher;
import dev.cdctl.adapter.docker.DockerEngine;
import dev.cdctl.adapter.registry.DockerLogins;
import dev.cdctl.artifact.registry.DockerSettings;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.PinnedImage;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The user's Docker Engine for images and stages, with the logins of the user's Docker configuration. */
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
        return (script, log, lines, cancel) ->
                ContainerLauncher.of(setting.variables(), terms).run(script, log, lines, cancel);
    }

    /** What counts for the fingerprint is handed in, and nothing else of the caller's environment. */
    private static Map<String, String> passed(Setting setting, StageSpec spec) {
        return setting.variables().entrySet().stream()
                .filter(each -> spec.cache().env().contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The engine that builds images. */
    static DockerEngine engine(Setting setting) {
        return DockerEngine.of(setting.variables(), setting.cancel(), () -> {
            Map<String, Login> all = logins(setting).all();
            all.values().forEach(login -> hide(setting, login));
            return all;
        });
    }

    private static Optional<Login> login(Setting setting, String registry) {
        Optional<Login> login = logins(setting).of(registry);
        login.ifPresent(known -> hide(setting, known));
        return login;
    }

    private static DockerLogins logins(Setting setting) {
        return new DockerLogins(DockerSettings.of(setting.variables()), setting.variables(), setting.cancel());
    }

    private static void hide(Setting setting, Login login) {
        setting.secrets().add(Mask.of(Map.of("registry login", login.secret())));
    }
}
