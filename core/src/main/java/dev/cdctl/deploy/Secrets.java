package dev.cdctl.deploy;

import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problems;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
        secrets.forEach((name, text) ->
                versions.put(name, Digest.of(salt + "\n" + name + "\n" + text).brief()));
        return new Resolved(variables, versions, mask);
    }

    /** Learns the secrets that can be read without running anything; those that cannot be read are left out. */
    public void learn(RunSpec run) {
        reader.learn(run.env());
        run.roles().forEach(role -> reader.learn(role.env()));
    }
}
