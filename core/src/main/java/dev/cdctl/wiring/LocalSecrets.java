package dev.cdctl.wiring;

import dev.cdctl.artifact.PushSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.ProcessCall;
import dev.cdctl.script.ScriptRunner;
import dev.cdctl.script.StageSpec;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.secret.SecretSource;
import dev.cdctl.supply.SignSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Secrets of a pipeline on this machine, and scripts that get no others than their own. */
public final class LocalSecrets {
    private LocalSecrets() {}

    /** Reads secrets here. */
    public static SecretReader of(Setting setting, Pipeline pipeline) {
        return new SecretReader(
                pipeline.folder(),
                setting.variables(),
                (folder, command) -> output(setting, folder, command),
                setting.secrets(),
                problem -> setting.listener().on(new Event.Warning(problem)));
    }

    /** Runs scripts that inherit no variable which the pipeline takes a secret from. */
    public static ScriptRunner runner(Setting setting, Pipeline pipeline, Cancel cancel) {
        return new ScriptRunner(setting.secrets()::mask, cancel, variables(pipeline));
    }

    /** Hides the secrets of scripts that cdctl was handed in its own environment; no file is read. */
    static void learn(Setting setting, Pipeline pipeline) {
        SecretReader reader = of(setting, pipeline);
        Map<String, EnvValue> handed = new LinkedHashMap<>();
        scripts(pipeline)
                .forEach(env -> env.values().forEach(value -> {
                    if (value instanceof EnvValue.Secret secret && secret.source() instanceof SecretSource.Variable) {
                        handed.putIfAbsent(secret.source().reference(), value);
                    }
                }));
        reader.learn(handed);
    }

    private static Set<String> variables(Pipeline pipeline) {
        Stream<Map<String, EnvValue>> instances = pipeline.environments().stream()
                .flatMap(spec -> Stream.concat(
                        Stream.of(spec.run().env()), spec.run().roles().stream().map(role -> role.env())));
        Stream<Map<String, EnvValue>> signing = pipeline.sign().stream().map(SignSpec::secrets);
        Stream<Map<String, EnvValue>> pushing = pipeline.push().flatMap(PushSpec::archives).stream()
                .flatMap(archives -> Repositories.password(archives).stream())
                .map(password -> Map.of("push.archives.password", password));
        return Stream.of(scripts(pipeline), instances, signing, pushing)
                .flatMap(all -> all)
                .flatMap(env -> env.values().stream())
                .filter(EnvValue.Secret.class::isInstance)
                .map(value -> ((EnvValue.Secret) value).source())
                .filter(SecretSource.Variable.class::isInstance)
                .map(source -> ((SecretSource.Variable) source).name())
                .collect(Collectors.toSet());
    }

    /** Written without streams of streams, which a start-up archive of Java 17 does not hold. */
    private static Stream<Map<String, EnvValue>> scripts(Pipeline pipeline) {
        List<Map<String, EnvValue>> all = new ArrayList<>();
        pipeline.stages().forEach(stage -> all.add(stage.env()));
        pipeline.environments().forEach(spec -> spec.verify().ifPresent(verify -> all.add(verify.env())));
        return all.stream();
    }

    private static String output(Setting setting, Path folder, String command) {
        ProcessCall.Answer answer = ProcessCall.shell(folder, StageSpec.Shell.SH, command)
                .with(setting.variables())
                .run(setting.cancel());
        if (answer.exit() != 0) {
            throw Failure.failed(Problem.of("CD-591", "the command failed").because("exit status " + answer.exit()));
        }
        return answer.stdout();
    }
}
