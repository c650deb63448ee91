package dev.cdctl.doctor;

import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whether the secrets of a run block can be read; none is shown, and no command is run for one. */
record SecretCheck(String about, Path folder, Map<String, String> variables) {
    Stream<Finding> look(RunSpec run) {
        Map<String, EnvValue> all = new TreeMap<>(run.env());
        run.roles().forEach(role -> all.putAll(role.env()));
        return look(all);
    }

    Stream<Finding> look(Map<String, EnvValue> all) {
        return all.entrySet().stream().flatMap(entry -> look(entry.getKey(), entry.getValue()).stream());
    }

    private Optional<Finding> look(String name, EnvValue value) {
        return value instanceof EnvValue.Secret secret ? Optional.of(look(name, secret.source())) : Optional.empty();
    }

    private Finding look(String name, SecretSource source) {
        if (source instanceof SecretSource.File secret) {
            Path path = folder.resolve(secret.path());
            return finding(
                    Files.isRegularFile(path) && Files.isReadable(path),
                    "the secret " + name + " from the file " + path,
                    "create the file, readable by the user who deploys");
        }
        if (source instanceof SecretSource.Variable secret) {
            return finding(
                    variables.containsKey(secret.name()),
                    "the secret " + name + " from the variable " + secret.name(),
                    "set it, for a CI job in the settings of the job");
        }
        return Finding.ok(about, "the secret " + name + " comes from a command, which was not run");
    }

    private Finding finding(boolean readable, String what, String remedy) {
        return readable
                ? Finding.ok(about, what + " can be read")
                : Finding.wrong(about, what + " cannot be read", remedy);
    }
}
