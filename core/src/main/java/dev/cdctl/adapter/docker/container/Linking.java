package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.machine.Machine.Health;
import dev.cdctl.engine.Cancel;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The containers that belong to an environment. One that is to be replaced gets another name first, so that a kill at any
 * instant leaves either the old one or the order for a new one.
 */
record Linking(
        Containers containers,
        Images images,
        Ends ends,
        Logs logs,
        Cancel cancel,
        Function<String, Optional<Login>> logins) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REPLACED = "-replaced";
    private static final int TAIL = 20;

    boolean isThere(Linked linked) {
        return containers
                .find(name(linked))
                .filter(found -> found.runs() && isSame(found, linked))
                .isPresent();
    }

    /** Also one that is to be replaced. */
    boolean has(Name service, Name environment, Name linked) {
        String name = Labels.linked(service, environment, linked);
        return containers.find(name).isPresent()
                || containers.find(name + REPLACED).isPresent();
    }

    void release(Name service, Name environment, Name linked) {
        String name = Labels.linked(service, environment, linked);
        if (containers.find(name).isPresent()) {
            containers.remove(name + REPLACED);
            containers
                    .connection()
                    .ask(
                            "rename a container",
                            client -> client.renameContainerCmd(name)
                                    .withName(name + REPLACED)
                                    .exec());
        }
    }

    void link(Linked linked, Consumer<String> progress) {
        String name = name(linked);
        Optional<Found> found = containers.find(name);
        if (found.isPresent() && !isSame(found.get(), linked)) {
            throw another(linked);
        }
        if (found.isEmpty() || found.get().isOnlyCreated()) {
            containers.remove(name);
            progress.accept("starting " + linked.spec().name());
            create(linked, found);
        } else if (!found.get().runs()) {
            start(found.get().id(), name);
        }
        await(linked, progress);
    }

    private static boolean isSame(Found found, Linked linked) {
        return linked.digest().toString().equals(found.labels().get(Labels.SPEC));
    }

    /** What is replaced ends only when the image of the new one is there. */
    private void create(Linked linked, Optional<Found> created) {
        String old = name(linked) + REPLACED;
        Original of = new Original(images, linked.spec().image(), logins);
        String image = of.bring(created.or(() -> containers.find(old)));
        if (containers.find(old).isPresent()) {
            new Stopping(containers).within(old, PATIENCE);
            containers.remove(old);
        }
        new Network(containers.connection(), linked.service(), linked.environment()).ensure();
        String id = created(linked, image, of.labels(image));
        boolean started = false;
        try {
            new Inside(containers.connection(), id)
                    .secrets(linked.secret(), linked.spec().user().orElseGet(() -> images.user(image)));
            start(id, name(linked));
            started = true;
        } finally {
            if (!started) {
                containers.remove(id);
            }
        }
    }

    private String created(Linked linked, String image, Map<String, String> origin) {
        Map<String, String> labels = new TreeMap<>(Labels.of(linked));
        labels.putAll(origin);
        Map<String, String> variables = new TreeMap<>(linked.plain());
        variables.putAll(Inside.variables(linked.secret()));
        HostConfig limits = HostConfig.newHostConfig()
                .withNetworkMode(Labels.environment(linked.service(), linked.environment()))
                .withBinds(Labels.volumes(
                        linked.service(), linked.environment(), linked.spec().volumes()))
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart());
        linked.spec().memory().ifPresent(bytes -> limits.withMemory(bytes).withMemorySwap(bytes));
        return containers.connection().ask("create a container", client -> {
            CreateContainerCmd command = client.createContainerCmd(image)
                    .withName(name(linked))
                    .withLabels(labels)
                    .withAliases(linked.spec().name().text())
                    .withEnv(variables.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .toList())
                    .withHostConfig(limits);
            linked.spec().user().ifPresent(command::withUser);
            return command.exec().getId();
        });
    }

    private void start(String id, String name) {
        ends.listen();
        ends.begin(name, id);
        containers
                .connection()
                .ask("start a container", client -> client.startContainerCmd(id).exec());
    }

    private void await(Linked linked, Consumer<String> progress) {
        String name = name(linked);
        long end = System.nanoTime() + LIMIT.toNanos();
        String last = "";
        for (String seen = complaint(linked); !seen.isEmpty(); seen = complaint(linked)) {
            if (ends.of(name).isPresent()) {
                throw unwell(linked, "it ended");
            }
            if (System.nanoTime() > end) {
                throw unwell(linked, "after " + LIMIT.toSeconds() + " s: " + seen);
            }
            if (!seen.equals(last)) {
                progress.accept(linked.spec().name() + ": " + seen);
            }
            last = seen;
            if (!cancel.sleep(GLANCE)) {
                cancel.check();
            }
        }
    }

    /** What it is not well for; empty when it is. */
    private String complaint(Linked linked) {
        Found found = containers.find(name(linked)).orElse(null);
        if (found == null || !found.runs()) {
            return "it does not run";
        }
        Health health = found.health();
        if (health instanceof Health.Bad bad) {
            return bad.why();
        }
        if (health instanceof Health.Starting) {
            return "its own health check has not passed yet";
        }
        return linked.spec()
                .port()
                .filter(port -> !new Listening(containers.connection(), cancel).on(found, port))
                .map(port -> "nobody listens on port " + port)
                .orElse("");
    }

    private static String name(Linked linked) {
        return Labels.linked(
                linked.service(), linked.environment(), linked.spec().name());
    }

    private Failure another(Linked linked) {
        Name name = linked.spec().name();
        return Failure.refused(Problem.of(
                        "CD-520",
                        "the linked container " + name + " on " + containers.host() + " is not as it is to be")
                .because(
                        "pipeline.yaml or one of its secrets has changed since it was started, and a new one means that"
                                + " nobody reaches it for a while")
                .remedy("undo the change, or deploy with --replace-linked " + name + "; its volumes stay"));
    }

    private Failure unwell(Linked linked, String why) {
        String name = name(linked);
        return Failure.failed(Problem.of(
                        "CD-521",
                        "the linked container " + linked.spec().name() + " on " + containers.host() + " is not well")
                .because(why + "; its last lines:\n" + String.join("\n", logs.tail(name, TAIL)))
                .remedy("see " + logs.command(name)));
    }

    /**
     * The image of a linked container. What its name stood for when it was pulled first is kept in labels of the container,
     * so that the one which takes its place has the same bytes, wherever a tag has moved meanwhile.
     *
     * @param name as pipeline.yaml has it
     * @param logins what the user's Docker configuration has for a registry
     */
    private record Original(Images images, String name, Function<String, Optional<Login>> logins) {
        private static final String NAME = Labels.PREFIX + "image-name";
        private static final String PINNED = Labels.PREFIX + "image";

        /**
         * Sees to it that the engine has it.
         *
         * @param before the container that one of it takes the place of
         * @return what a container of it is created from: its name with the digest, where it came from a registry
         */
        String bring(Optional<Found> before) {
            String wanted = before.flatMap(this::kept).orElse(name);
            if (images.find(wanted).isEmpty()) {
                images.pull(wanted, named().orElse("the engine's own registry"), login());
            }
            return wanted.indexOf('@') >= 0 ? wanted : pinned().orElse(wanted);
        }

        /** What says it of a container. */
        Map<String, String> labels(String pinned) {
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put(NAME, name);
            labels.put(PINNED, pinned);
            return labels;
        }

        private Optional<String> kept(Found before) {
            return Optional.ofNullable(before.labels().get(PINNED))
                    .filter(pinned -> name.equals(before.labels().get(NAME)));
        }

        /** An image that was built on the host has no digest of a registry. */
        private Optional<String> pinned() {
            String repository =
                    name.lastIndexOf(':') > name.lastIndexOf('/') ? name.substring(0, name.lastIndexOf(':')) : name;
            return images.find(name).stream()
                    .flatMap(image -> image.texts("RepoDigests").stream())
                    .min(Comparator.comparing(digest -> !digest.startsWith(repository + "@")));
        }

        private Optional<Login> login() {
            return named().or(this::usual).flatMap(logins);
        }

        /** As the docker command reads a name: what is before its first slash, when that looks like a computer. */
        private Optional<String> named() {
            return Optional.of(name.indexOf('/'))
                    .filter(slash -> slash > 0)
                    .map(slash -> name.substring(0, slash))
                    .filter(first -> first.contains(".") || first.contains(":") || first.equals("localhost"));
        }

        /** Where the engine looks for other names; logins for it are kept under that URL. */
        private Optional<String> usual() {
            return images.connection()
                    .readObject("ask for the engine's own registry", "/info")
                    .flatMap((Json.Obj info) -> info.text("IndexServerAddress"));
        }
    }
}
