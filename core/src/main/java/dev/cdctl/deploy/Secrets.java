package dev.cdctl.deploy;

import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problems;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the {@code env} of a run block into values, secrets included. A secret's value is never recorded. */
public final class Secrets {
    /**
     * The environment of a role.
     *
     * @param plain what anybody may see
     * @param secret what nobody may
     */
    public record Variables(Map<String, String> plain, Map<String, String> secret) {
        /** Copies the maps. */
        public Variables {
            plain = Map.copyOf(plain);
            secret = Map.copyOf(secret);
        }

        /** No variables. */
        public static Variables none() {
            return new Variables(Map.of(), Map.of());
        }

        /** The same and one more, which anybody may see. */
        public Variables with(String name, String value) {
            Map<String, String> more = new TreeMap<>(plain);
            more.put(name, value);
            return new Variables(more, secret);
        }
    }

    /**
     * The environment of each role, and what tells a later deployment whether a secret changed.
     *
     * @param versions a salted digest of each secret by the variable's name
     * @param mask of every secret that was read
     */
    public record Resolved(Map<RoleSpec, Variables> variables, Map<String, String> versions, Mask mask) {}

    private final SecretReader reader;

    /** Secrets that are read there. */
    public Secrets(SecretReader reader) {
        this.reader = reader;
    }

    /**
     * The values of every role.
     *
     * @param salt keeps the recorded digests from being guessed; the same for all deployments of an environment
     * @throws Failure failed, with every secret that cannot be read
     */
    public Resolved resolve(RunSpec run, String salt) {
        Map<RoleSpec, Variables> variables = new HashMap<>();
        Map<String, String> secrets = new TreeMap<>();
        Problems problems = new Problems();
        for (RoleSpec role : run.roles()) {
            Map<String, EnvValue> all = new LinkedHashMap<>(run.env());
            all.putAll(role.env());
            Map<String, String> values = new TreeMap<>();
            Map<String, String> hidden = new TreeMap<>();
            all.forEach((name, value) -> reader.value(name, value, problems).ifPresent(text -> {
                if (value instanceof EnvValue.Plain) {
                    values.put(name, text);
                } else {
                    hidden.put(name, text);
                    secrets.put(role.env().containsKey(name) ? role.name() + "." + name : name, text);
                }
            }));
            variables.put(role, new Variables(values, hidden));
        }
        Mask mask = reader.hide(secrets);
        problems.throwIfAny(Failure.Kind.FAILED);
        Map<String, String> versions = new TreeMap<>();
        secrets.forEach((name, text) -> versions.put(name, version(salt, name, text)));
        return new Resolved(variables, versions, mask);
    }

    /** A linked container of an environment as it should run today; the salt is the one of {@link #resolve}. */
    public Linked linked(Name service, Name environment, LinkedSpec spec, String salt) {
        Map<String, String> plain = new TreeMap<>();
        Map<String, String> hidden = new TreeMap<>();
        Map<String, String> all = reader.resolve(spec.env());
        StringBuilder versions = new StringBuilder(JsonText.line(spec.toJson()));
        new TreeMap<>(all).forEach((name, text) -> {
            if (spec.env().get(name) instanceof EnvValue.Plain) {
                plain.put(name, text);
            } else {
                hidden.put(name, text);
                versions.append('\n').append(name).append(' ').append(version(salt, name, text));
            }
        });
        return new Linked(service, environment, spec, plain, hidden, Digest.of(versions.toString()));
    }

    private static String version(String salt, String name, String text) {
        return Digest.of(salt + "\n" + name + "\n" + text).brief();
    }

    /** Learns the secrets that can be read without running anything; those that cannot be read are left out. */
    public void learn(RunSpec run) {
        reader.learn(run.env());
        run.roles().forEach(role -> reader.learn(role.env()));
        run.container().map(ContainerSpec::linked).orElse(List.of()).forEach(linked -> reader.learn(linked.env()));
    }
}
