package dev.cdctl.adapter.docker.inside;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that are put into a created container before it starts: its secrets, which only its user may read, and its
 * configuration. They lie in the container's own layer on the host's disk: secrets until it has ended, the rest until it
 * is removed.
 */
public record Inside(Connection connection, String container) {
    /** Where secrets are, one file each. */
    public static final String SECRETS = "/run/secrets";
    /** Where configuration is. */
    public static final String CONFIGURATION = "/etc/cdctl/config";

    private static final int ROOT = 0;
    private static final int ONLY_READ = 0400;
    private static final int READABLE = 0444;
    private static final int FOLDER = 0755;
    private static final int NUMBER = 2;

    /** Variables that name the files of secrets. */
    public static Map<String, String> variables(Map<String, String> secrets) {
        Map<String, String> variables = new TreeMap<>();
        secrets.keySet().forEach(name -> variables.put(name + "_FILE", SECRETS + "/" + name));
        return variables;
    }

    /**
     * Puts them there.
     *
     * @param user as the engine has it: {@code 1000}, {@code app:staff}; empty for root
     */
    public void secrets(Map<String, String> secrets, String user) {
        if (secrets.isEmpty()) {
            return;
        }
        Tar.Owner folder = new Tar.Owner(ROOT, ROOT, FOLDER);
        Tar tar = new Tar().folder("run", folder).folder("run/secrets", folder);
        Tar.Owner owner = owner(user);
        new TreeMap<>(secrets)
                .forEach((name, value) ->
                        tar.file("run/secrets/" + name, value.getBytes(StandardCharsets.UTF_8), owner));
        put(tar);
    }

    /**
     * Empties the files of its secrets.
     *
     * @param environment of the container, as {@code NAME=value}: {@link #variables} are among it
     */
    public void forget(List<String> environment) {
        Tar tar = new Tar();
        Tar.Owner nobody = new Tar.Owner(ROOT, ROOT, 0);
        List<String> files = environment.stream()
                .filter(variable -> variable.matches("([^=]+)_FILE=" + SECRETS + "/\\1"))
                .map(variable -> variable.substring(variable.indexOf('=') + 2))
                .distinct()
                .toList();
        files.forEach(file -> tar.file(file, new byte[0], nobody));
        if (!files.isEmpty()) {
            put(tar);
        }
    }

    /** Puts the files of that local folder there. */
    public void configuration(Path local) {
        Tar.Owner folder = new Tar.Owner(ROOT, ROOT, FOLDER);
        String top = CONFIGURATION.substring(1);
        Tar tar = new Tar().folder("etc", folder).folder("etc/cdctl", folder).folder(top, folder);
        try (Stream<Path> found = Files.walk(local)) {
            for (Path path : found.sorted().skip(1).toList()) {
                String name = top + "/" + local.relativize(path);
                if (Files.isDirectory(path)) {
                    tar.folder(name, folder);
                } else {
                    int mode = Files.isExecutable(path) ? FOLDER : READABLE;
                    tar.file(name, Files.readAllBytes(path), new Tar.Owner(ROOT, ROOT, mode));
                }
            }
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-499", "the configuration files cannot be put into " + container)
                            .because(String.valueOf(e))
                            .remedy("make " + local + " readable"))
                    .causedBy(e);
        }
        put(tar);
    }

    private void put(Tar tar) {
        connection.ask("put files into a container", client -> {
            try {
                client.copyArchiveToContainerCmd(container)
                        .withTarInputStream(new ByteArrayInputStream(tar.bytes()))
                        .withRemotePath("/")
                        .withNoOverwriteDirNonDir(false)
                        .exec();
            } catch (NotFoundException e) {
                return false;
            }
            return true;
        });
    }

    private Tar.Owner owner(String user) {
        List<String> parts = Arrays.asList(user.split(":", 2));
        String name = parts.get(0).isEmpty() ? "0" : parts.get(0);
        Optional<List<String>> account = isNumber(name) && parts.size() > 1 ? Optional.empty() : account(name);
        int number = account.map(line -> Integer.parseInt(line.get(NUMBER))).orElseGet(() -> number(name, user));
        int group = parts.size() > 1
                ? group(parts.get(1), user)
                : account.map(line -> Integer.parseInt(line.get(NUMBER + 1))).orElse(ROOT);
        return new Tar.Owner(number, group, ONLY_READ);
    }

    private Optional<List<String>> account(String user) {
        return line("/etc/passwd", user);
    }

    private int group(String group, String user) {
        return isNumber(group)
                ? Integer.parseInt(group)
                : line("/etc/group", group)
                        .map(line -> Integer.parseInt(line.get(NUMBER)))
                        .orElseThrow(() -> unknown(user));
    }

    private int number(String name, String user) {
        if (!isNumber(name)) {
            throw unknown(user);
        }
        return Integer.parseInt(name);
    }

    /** The line of passwd(5) or group(5) with that name or number. */
    private Optional<List<String>> line(String file, String key) {
        return read(file).stream()
                .flatMap(String::lines)
                .map(line -> Arrays.asList(line.split(":")))
                .filter(line -> line.size() > NUMBER
                        && (line.get(0).equals(key) || line.get(NUMBER).equals(key)))
                .findFirst();
    }

    private Optional<String> read(String file) {
        return connection.ask("read " + file + " of a container", client -> {
            try (InputStream tar =
                    client.copyArchiveFromContainerCmd(container, file).exec()) {
                return Tar.first(tar).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
            } catch (DockerException | IOException e) {
                // An image may have no such file, then only numbers mean anything in it.
                return Optional.<String>empty();
            }
        });
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,9}");
    }

    private Failure unknown(String user) {
        return Failure.failed(Problem.of("CD-498", "the image knows no user '" + user + "'")
                .because("secrets are files that only the container's user may read, and " + container
                        + " has no such line in its /etc/passwd or /etc/group")
                .remedy("write the user as numbers in `run.container.user`, such as 10001:10001"));
    }
}
