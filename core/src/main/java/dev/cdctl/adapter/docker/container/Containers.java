package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The containers of one engine. */
record Containers(Connection connection, Host host) {
    /** A container counts as its own first process, whose number inside it is 1. */
    static final long FIRST_PROCESS = 1;

    /**
     * A container in the engine's list.
     *
     * @param state as the engine words it: {@code running}, {@code exited}
     */
    record Listed(String id, String state, Map<String, String> labels) {
        static Listed of(Json.Obj json) {
            return new Listed(json.need("Id"), json.text("State").orElse(""), Found.texts(json.object("Labels")));
        }

        private boolean hasEnded() {
            return state.equals("exited") || state.equals("dead");
        }
    }

    /** Every container of the environment, also those that ended. */
    List<Listed> all(Name service, Name environment) {
        Json filters = Json.object()
                .put("label", Json.ofTexts(Labels.filter(service, environment)))
                .build();
        String path = "/containers/json?all=true&filters="
                + URLEncoder.encode(JsonText.line(filters), StandardCharsets.UTF_8);
        return connection.read("list containers", path).stream()
                .flatMap(list -> list instanceof Json.Arr array ? array.items().stream() : Stream.empty())
                .flatMap(item -> item instanceof Json.Obj one ? Stream.of(Listed.of(one)) : Stream.empty())
                .toList();
    }

    /** The instances among them that run, or may soon: created and restarting ones have no first process now. */
    List<Instance> instances(Name service, Name environment) {
        return all(service, environment).stream()
                .filter(each ->
                        List.of("created", "running", "paused", "restarting").contains(each.state()))
                .flatMap(each -> instance(each).stream())
                .toList();
    }

    /** The instance that somebody else's container became, while it runs. */
    Optional<Instance> running(Adopted adopted) {
        return find(adopted.container())
                .filter(Found::runs)
                .map(found -> adopted.instance().running(FIRST_PROCESS));
    }

    /** Starts one that was taken over, and had ended. */
    void startAgain(String id, Host on) {
        connection.ask("start a container", client -> {
            try {
                client.startContainerCmd(id).exec();
            } catch (NotModifiedException e) {
                // It runs already.
            } catch (NotFoundException e) {
                throw Failure.refused(Problem.of("CD-745", "an adopted container is gone from " + on)
                                .because(id + " was removed, and cdctl does not know how it was started")
                                .remedy("deploy a release that was pushed"))
                        .causedBy(e);
            }
            return true;
        });
    }

    /** Sees to it that its engine does not start a container again that is about to be stopped on purpose. */
    void stayStopped(String id) {
        if (find(id).filter(Found::comesBack).isPresent()) {
            connection.ask(
                    "change a container's restart policy",
                    client -> client.updateContainerCmd(id)
                            .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                            .exec());
        }
    }

    /** What a container's labels tell. */
    private Optional<Instance> instance(Listed container) {
        boolean runs = List.of("running", "paused").contains(container.state());
        return Labels.read(container.labels(), runs ? FIRST_PROCESS : 0, host);
    }

    /** The container of that name or ID, as it is now. */
    Optional<Found> find(String name) {
        return connection
                .readObject("look at a container", "/containers/" + name + "/json")
                .map(Found::new);
    }

    /** Removes what ended in that place; its log goes with it. */
    void vacate(Instance.Slot slot) {
        all(slot.service(), slot.environment()).stream()
                .filter(Listed::hasEnded)
                .filter(each ->
                        instance(each).filter(one -> one.slot().equals(slot)).isPresent())
                .forEach(each -> remove(each.id()));
    }

    /** Removes what ended and belongs to none of these deployments. */
    void prune(Name service, Name environment, List<String> keepDeployments) {
        all(service, environment).stream()
                .filter(Listed::hasEnded)
                .filter(each -> instance(each)
                        .filter(one -> !keepDeployments.contains(one.deployment()))
                        .isPresent())
                .forEach(each -> remove(each.id()));
    }

    /** Removes it with what nobody gave a name to; somebody else may do so at the same time. */
    void remove(String name) {
        connection.remove(name);
    }
}
