package dev.cdctl.deploy;

import dev.cdctl.deploy.spec.EnvValue;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.model.mask.Mask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Turns the {@code env} of a run block into values, secrets included. A secret's value is never recorded. */
public final class Secrets {
    /**
     * The environment of each role, and what tells a later deployment whether a secret changed.
     *
     * @param versions a salted digest of each secret by the variable's name
     * @param mask of every secret that was read
     */
    public record Resolved(Map<RoleSpec, Map<String, String>> variables, Map<String, String> versions, Mask mask) {}

    private final Path folder;
    private final Map<String, String> environment;
    private final BiFunction<Path, String, String> command;
    private final KnownSecrets known;

    /**
     * Where secrets come from.
     *
     * @param folder what relative paths are relative to, and where commands run
     * @param environment of cdctl
     * @param command runs a command in a folder and gives what it wrote; throws Failure when it failed
     * @param known learns every secret that is read
     */
    public Secrets(
            Path folder,
            Map<String, String> environment,
            BiFunction<Path, String, String> command,
            KnownSecrets known) {
        this.folder = folder;
        this.environment = environment;
        this.command = command;
        this.known = known;
    }

    /**
     * The values of every role.
     *
     * @param salt keeps the recorded digests from being guessed; the same for all deployments of an environment
     * @throws Failure failed, with every secret that cannot be read
     */
    public Resolved resolve(RunSpec run, String salt) {
        Map<RoleSpec, Map<String, String>> variables = new HashMap<>();
        Map<String, String> secrets = new TreeMap<>();
        Problems problems = new Problems();
        for (RoleSpec role : run.roles()) {
            Map<String, EnvValue> all = new LinkedHashMap<>(run.env());
            all.putAll(role.env());
            Map<String, String> values = new TreeMap<>();
            all.forEach((name, value) -> value(name, value, problems).ifPresent(text -> {
                values.put(name, text);
                if (!(value instanceof EnvValue.Plain)) {
                    secrets.put(role.env().containsKey(name) ? role.name() + "." + name : name, text);
                }
            }));
            variables.put(role, values);
        }
        Mask mask = Mask.of(secrets);
        known.add(mask);
        problems.throwIfAny(Failure.Kind.FAILED);
        Map<String, String> versions = new TreeMap<>();
        secrets.forEach((name, text) ->
                versions.put(name, Digest.of(salt + "\n" + name + "\n" + text).brief()));
        return new Resolved(variables, versions, mask);
    }

    /**
     * One value that is not of a run block.
     *
     * @param name what people know it by
     * @throws Failure failed, when it cannot be read
     */
    public String read(String name, EnvValue value) {
        Problems problems = new Problems();
        Optional<String> text = value(name, value, problems);
        problems.throwIfAny(Failure.Kind.FAILED);
        known.add(Mask.of(Map.of(name, text.orElseThrow())));
        return text.orElseThrow();
    }

    /** Learns one value that is not of a run block, when it can be read without running anything. */
    public void learn(String name, EnvValue value) {
        Map<String, String> readable = new TreeMap<>();
        learn("", Map.of(name, value), readable);
        known.add(Mask.of(readable));
    }

    /** Learns the secrets that can be read without running anything; those that cannot be read are left out. */
    public void learn(RunSpec run) {
        Map<String, String> readable = new TreeMap<>();
        learn("", run.env(), readable);
        run.roles().forEach(role -> learn(role.name() + ".", role.env(), readable));
        if (!readable.isEmpty()) {
            known.add(Mask.of(readable));
        }
    }

    private void learn(String prefix, Map<String, EnvValue> env, Map<String, String> readable) {
        env.forEach((name, value) -> {
            if (value instanceof EnvValue.SecretFile || value instanceof EnvValue.SecretEnv) {
                value(name, value, new Problems()).ifPresent(text -> readable.put(prefix + name, text));
            }
        });
    }

    private Optional<String> value(String name, EnvValue value, Problems problems) {
        if (value instanceof EnvValue.Plain plain) {
            return Optional.of(plain.text());
        }
        if (value instanceof EnvValue.SecretFile secret) {
            return file(name, secret, problems);
        }
        if (value instanceof EnvValue.SecretEnv secret) {
            return variable(name, secret, problems);
        }
        return output(name, (EnvValue.SecretCommand) value, problems);
    }

    private Optional<String> file(String name, EnvValue.SecretFile secret, Problems problems) {
        Path path = folder.resolve(secret.path());
        try {
            return Optional.of(withoutLineEnd(Files.readString(path, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            problems.add(unreadable(name, secret.origin())
                    .because(path + " cannot be read: " + e.getClass().getSimpleName())
                    .remedy("create the file, readable by the user who deploys"));
            return Optional.empty();
        }
    }

    private Optional<String> variable(String name, EnvValue.SecretEnv secret, Problems problems) {
        Optional<String> text = Optional.ofNullable(environment.get(secret.name()));
        if (text.isEmpty()) {
            problems.add(unreadable(name, secret.origin())
                    .because("the environment variable " + secret.name() + " is not set")
                    .remedy("set it, for a CI job in the settings of the job"));
        }
        return text;
    }

    private Optional<String> output(String name, EnvValue.SecretCommand secret, Problems problems) {
        try {
            return Optional.of(withoutLineEnd(command.apply(folder, secret.run())));
        } catch (Failure e) {
            problems.add(unreadable(name, secret.origin())
                    .because(e.problems().get(0).what() + ": "
                            + e.problems().get(0).why()));
            return Optional.empty();
        }
    }

    private static Problem unreadable(String name, Origin origin) {
        return Problem.of("CD-574", "the secret " + name + " cannot be read").at(origin);
    }

    private static String withoutLineEnd(String text) {
        return text.endsWith("\r\n")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
