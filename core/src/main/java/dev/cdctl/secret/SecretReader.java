package dev.cdctl.secret;

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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Reads secrets when they are needed. Whatever it reads is hidden from then on, before anybody gets it.
 *
 * @param folder what relative paths are relative to, and where commands run
 * @param environment of cdctl
 * @param command runs a command in a folder and gives what it wrote; throws Failure when it failed
 * @param known learns every secret that is read
 * @param warn is told of secrets that are too short to be hidden
 */
public record SecretReader(
        Path folder,
        Map<String, String> environment,
        BiFunction<Path, String, String> command,
        KnownSecrets known,
        Consumer<Problem> warn) {
    /** One for what has no secrets: whatever it is asked for cannot be read. */
    public static SecretReader none() {
        return new SecretReader(Path.of(""), Map.of(), (folder, command) -> "", new KnownSecrets(), problem -> {});
    }

    /**
     * The values of these variables.
     *
     * @throws Failure failed, with every secret that cannot be read (CD-574, CD-360)
     */
    public Map<String, String> resolve(Map<String, EnvValue> env) {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> secrets = new TreeMap<>();
        Problems problems = new Problems();
        env.forEach((name, value) -> value(name, value, problems).ifPresent(text -> {
            values.put(name, text);
            if (value instanceof EnvValue.Secret) {
                secrets.put(name, text);
            }
        }));
        hide(secrets);
        problems.throwIfAny(Failure.Kind.FAILED);
        return values;
    }

    /**
     * One value, which is hidden from then on even when it is written as it is.
     *
     * @param name what users know it by: {@code push.archives.password}
     * @throws Failure failed, when it cannot be read (CD-574, CD-360)
     */
    public String read(String name, EnvValue value) {
        Problems problems = new Problems();
        Optional<String> text = value(name, value, problems);
        problems.throwIfAny(Failure.Kind.FAILED);
        hide(Map.of(name, text.orElseThrow()));
        return text.orElseThrow();
    }

    /** The value of a variable; whoever asks hides it. When it cannot be read the problems say why. */
    public Optional<String> value(String name, EnvValue value, Problems problems) {
        if (value instanceof EnvValue.Plain plain) {
            return Optional.of(plain.text());
        }
        SecretSource source = ((EnvValue.Secret) value).source();
        Optional<String> text = source instanceof SecretSource.File file
                ? file(name, file, problems)
                : source instanceof SecretSource.Variable variable
                        ? variable(name, variable, problems)
                        : output(name, (SecretSource.Command) source, problems);
        if (text.isPresent() && text.get().indexOf('\0') >= 0) {
            problems.add(Problem.of("CD-360", "the secret " + name + " has a zero byte in it")
                    .at(source.origin())
                    .because("no environment variable can hold one")
                    .remedy("keep it in base64, and have the script decode it"));
            return Optional.empty();
        }
        return text;
    }

    /** Hides these values from now on, and warns of those that are too short for it. */
    public Mask hide(Map<String, String> secrets) {
        Mask mask = Mask.of(secrets);
        known.add(mask);
        mask.warnings().forEach(warn);
        return mask;
    }

    /** Hides what can be read without running anything; what cannot be read is left out. */
    public void learn(Map<String, EnvValue> env) {
        Map<String, String> readable = new TreeMap<>();
        env.forEach((name, value) -> {
            if (value instanceof EnvValue.Secret secret && !(secret.source() instanceof SecretSource.Command)) {
                value(name, value, new Problems()).ifPresent(text -> readable.put(name, text));
            }
        });
        if (!readable.isEmpty()) {
            known.add(Mask.of(readable));
        }
    }

    private Optional<String> file(String name, SecretSource.File secret, Problems problems) {
        Path path = folder.resolve(secret.path());
        try {
            return Optional.of(withoutLineEnd(Files.readString(path, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            problems.add(unreadable(name, secret.origin())
                    .because(path + " cannot be read: " + e.getClass().getSimpleName())
                    .remedy("create the file, readable by the user who runs cdctl"));
            return Optional.empty();
        }
    }

    private Optional<String> variable(String name, SecretSource.Variable secret, Problems problems) {
        Optional<String> text = Optional.ofNullable(environment.get(secret.name()));
        if (text.isEmpty()) {
            problems.add(unreadable(name, secret.origin())
                    .because("the environment variable " + secret.name() + " is not set")
                    .remedy("set it, for a CI job in the settings of the job"));
        }
        return text;
    }

    private Optional<String> output(String name, SecretSource.Command secret, Problems problems) {
        try {
            return Optional.of(withoutLineEnd(command.apply(folder, secret.run())));
        } catch (Failure e) {
            Problem first = e.problems().get(0);
            problems.add(unreadable(name, secret.origin()).because(first.what() + ": " + first.why()));
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
