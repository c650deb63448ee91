package dev.cdctl.supply;

import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.secret.SecretSource;
import dev.cdctl.supply.key.SigningKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What releases are signed with when they are pushed.
 *
 * @param key where the private key is
 * @param password where the password of the key is, when it is encrypted
 */
public record SignSpec(EnvValue key, Optional<EnvValue> password) {
    private static final Key<EnvValue> KEY = Key.required(
            "key",
            EnvValue.type(),
            "The private ECDSA P-256 key as PEM of PKCS#8: the path of its file, relative to the repository, or"
                    + " `{secret: ...}`.");
    private static final Key<EnvValue> PASSWORD =
            Key.of("password", EnvValue.secret(), "The password of an encrypted key, as `{secret: ...}`.");

    /** The {@code sign} block. */
    public static final Block<SignSpec> BLOCK = Block.of("a sign block", SignSpec::from, KEY, PASSWORD);

    private static SignSpec from(Values values) {
        EnvValue key = values.get(KEY);
        if (key instanceof EnvValue.Plain path) {
            String file =
                    values.reading().folder().resolve(path.text()).normalize().toString();
            key = new EnvValue.Secret(new SecretSource.File(file, values.origin(KEY)));
        }
        return new SignSpec(key, values.find(PASSWORD));
    }

    /** What is secret of it, by name. */
    public Map<String, EnvValue> secrets() {
        Map<String, EnvValue> all = new TreeMap<>(Map.of("sign.key", key));
        password.ifPresent(value -> all.put("sign.password", value));
        return all;
    }

    /** Masks what can be read without running anything. */
    public void learn(SecretReader secrets) {
        secrets.learn(secrets());
    }

    /**
     * Reads the key.
     *
     * @throws dev.cdctl.model.Failure failed, when it cannot be read or is no such key
     */
    public SigningKey read(SecretReader secrets) {
        Optional<String> word = password.map(value -> secrets.read("sign.password", value));
        return SigningKey.parse(secrets.read("sign.key", key), word, "sign.key");
    }
}
