package dev.cdctl.supply.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The openssl of this machine, which knows nothing of cdctl; keys and messages are files in a folder. */
public record Openssl(Path folder) {
    /** Makes a key {@code <name>.key} with its public part {@code <name>.pub}. */
    public Openssl key(String name) {
        run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key");
        run("ec", "-in", name + ".key", "-pubout", "-out", name + ".pub");
        return this;
    }

    public SigningKey signing(String name) {
        return SigningKey.parse(text(name + ".key"), Optional.empty(), name);
    }

    public VerifyingKey verifying(String name) {
        return VerifyingKey.read(folder.resolve(name + ".pub"), name);
    }

    /** Whether openssl takes the signature for one of that key. */
    public boolean verifies(String name, byte[] message, byte[] signature) {
        write("message", message);
        write("signature", signature);
        return exit("dgst", "-sha256", "-verify", name + ".pub", "-signature", "signature", "message") == 0;
    }

    /** A signature in DER. */
    public byte[] sign(String name, byte[] message) {
        write("message", message);
        run("dgst", "-sha256", "-sign", name + ".key", "-out", "signature", "message");
        return bytes("signature");
    }

    public void run(String... arguments) {
        assertThat(exit(arguments)).as(String.join(" ", arguments)).isZero();
    }

    private int exit(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("openssl.log").toFile())
                    .start();
            return process.waitFor();
        } catch (IOException e) {
            throw new AssertionError("openssl has to be installed", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public void write(String file, byte[] bytes) {
        try {
            Files.write(folder.resolve(file), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }
}
