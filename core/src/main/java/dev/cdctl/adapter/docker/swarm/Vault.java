package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Config;
import com.github.dockerjava.api.model.ContainerSpecConfig;
import com.github.dockerjava.api.model.ContainerSpecFile;
import com.github.dockerjava.api.model.ContainerSpecSecret;
import com.github.dockerjava.api.model.Secret;
import com.github.dockerjava.api.model.SecretSpec;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The secrets and configurations of a swarm, which are never changed: each deployment has its own. */
record Vault(Connection connection) {
    private static final long ONLY_READ = 0400;
    private static final long READABLE = 0444;
    private static final long EXECUTABLE = 0555;

    /** The library would encode a text as this computer does, which may know ASCII only. */
    private static final class Text extends SecretSpec {
        private static final long serialVersionUID = 1;

        private final String encoded;

        Text(String text) {
            encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String getData() {
            return encoded;
        }
    }

    /** What the containers of a service find in files. */
    record Kept(List<ContainerSpecSecret> secrets, List<ContainerSpecConfig> configurations) {}

    /**
     * Keeps the secrets and the configuration of a start in the swarm.
     *
     * @param user who may read the secrets, as the engine has it; empty for root
     */
    Kept keep(Machine.Start start, String user) {
        List<ContainerSpecSecret> secrets = new ArrayList<>();
        if (!start.secrets().isEmpty()) {
            ContainerSpecFile owner = owner(user);
            new TreeMap<>(start.secrets())
                    .forEach((name, value) -> secrets.add(secret(start.instance(), name, value, owner)));
        }
        List<ContainerSpecConfig> configurations = new ArrayList<>();
        Optional.ofNullable(start.environment().get(Blueprint.CONFIGURATION))
                .map(Path::of)
                .ifPresent(folder -> files(folder)
                        .forEach(file -> configurations.add(configuration(start.instance(), folder, file))));
        return new Kept(secrets, configurations);
    }

    /**
     * Removes what has these labels, as far as no service uses it.
     *
     * @param keep the deployments whose files stay
     */
    void clear(Map<String, String> labels, List<String> keep) {
        Set<String> kept = new HashSet<>();
        for (String deployment : keep) {
            Map<String, String> own = new TreeMap<>(labels);
            own.put(Labels.DEPLOYMENT, deployment);
            kept.addAll(secrets(own));
            kept.addAll(configurations(own));
        }
        secrets(labels).stream()
                .filter(id -> !kept.contains(id))
                .forEach(id -> remove(client -> client.removeSecretCmd(id).exec()));
        configurations(labels).stream()
                .filter(id -> !kept.contains(id))
                .forEach(id -> remove(client -> client.removeConfigCmd(id).exec()));
    }

    private ContainerSpecSecret secret(Instance instance, String name, String value, ContainerSpecFile owner) {
        String called = Words.file(instance, name);
        SecretSpec spec = new Text(value).withName(called).withLabels(Labels.common(instance));
        String id = connection.ask("keep a secret in its swarm", client -> {
            try {
                return client.createSecretCmd(spec).exec().getId();
            } catch (ConflictException e) {
                return replaced(client, spec);
            }
        });
        return new ContainerSpecSecret()
                .withSecretId(id)
                .withSecretName(called)
                .withFile(new ContainerSpecFile()
                        .withName(name)
                        .withUid(owner.getUid())
                        .withGid(owner.getGid())
                        .withMode(ONLY_READ));
    }

    /** One that a killed command left may have another value, unless a service of the same deployment has it. */
    private static String replaced(DockerClient client, SecretSpec spec) {
        String left = client.listSecretsCmd().withNameFilter(List.of(spec.getName())).exec().stream()
                .filter(secret ->
                        spec.getName().equals(String.valueOf(secret.getSpec().getName())))
                .map(Secret::getId)
                .findFirst()
                .orElse("");
        try {
            client.removeSecretCmd(left).exec();
        } catch (DockerException e) {
            return left;
        }
        return client.createSecretCmd(spec).exec().getId();
    }

    private ContainerSpecConfig configuration(Instance instance, Path folder, Path file) {
        String inside = folder.relativize(file).toString();
        String called = Words.file(instance, inside);
        byte[] content = read(file);
        String id = connection.ask("keep a configuration in its swarm", client -> {
            try {
                return client.createConfigCmd()
                        .withName(called)
                        .withData(content)
                        .withLabels(Labels.common(instance))
                        .exec()
                        .getId();
            } catch (ConflictException e) {
                // The files of a deployment are recorded with it, and never change.
                return client.listConfigsCmd().withFilters(Map.of("name", List.of(called))).exec().stream()
                        .map(Config::getId)
                        .findFirst()
                        .orElse("");
            }
        });
        return new ContainerSpecConfig()
                .withConfigID(id)
                .withConfigName(called)
                .withFile(new ContainerSpecFile()
                        .withName(Inside.CONFIGURATION + "/" + inside)
                        .withUid("0")
                        .withGid("0")
                        .withMode(Files.isExecutable(file) ? EXECUTABLE : READABLE));
    }

    private List<String> secrets(Map<String, String> labels) {
        return connection.ask(
                "list the secrets of its swarm",
                client -> client.listSecretsCmd().withLabelFilter(labels).exec().stream()
                        .map(Secret::getId)
                        .toList());
    }

    private List<String> configurations(Map<String, String> labels) {
        List<String> filter = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
        return connection.ask(
                "list the configurations of its swarm",
                client -> client.listConfigsCmd().withFilters(Map.of("label", filter)).exec().stream()
                        .map(Config::getId)
                        .toList());
    }

    private void remove(Consumer<DockerClient> order) {
        connection.ask("remove a file of its swarm", client -> {
            try {
                order.accept(client);
            } catch (DockerException e) {
                // It is gone, or a service uses it.
            }
            return true;
        });
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Failure unreadable(Path file, IOException e) {
        return Failure.failed(Problem.of("CD-499", "the configuration files cannot be put into the swarm")
                        .because(String.valueOf(e))
                        .remedy("make " + file + " readable"))
                .causedBy(e);
    }

    /** Which numbers the names of an image mean is known inside of it only. */
    private static ContainerSpecFile owner(String user) {
        String[] parts = user.isEmpty() ? new String[] {"0"} : user.split(":", 2);
        String group = parts.length > 1 ? parts[1] : parts[0].equals("root") ? "0" : parts[0];
        String number = parts[0].equals("root") ? "0" : parts[0];
        if (!number.matches("[0-9]{1,9}") || !group.matches("[0-9]{1,9}")) {
            throw Failure.refused(Problem.of(
                            "CD-776", "whose the secrets are cannot be said by the name '" + user + "'")
                    .because("a swarm takes numbers for the owner of a secret, and the image's names mean something in"
                            + " its containers only")
                    .remedy("write the user as numbers in `run.container.user`, such as 10001:10001"));
        }
        return new ContainerSpecFile().withUid(number).withGid(group);
    }
}
