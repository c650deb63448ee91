package dev.cdctl.deploy;

import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * On which hosts something of an environment was started, on which of them each deployment is served, and which one has
 * the environment's own containers. So a host that is taken off the list is not forgotten while something runs there, and one that is added gets no requests before its
 * instances are well.
 */
public final class Roster {
    private static final int FORMAT = 1;
    private static final int TRIES = 20;

    private final Store store;
    private final String key;

    /** The roster that is kept under that key. */
    public Roster(Store store, String key) {
        this.store = store;
        this.key = key;
    }

    /**
     * What is recorded.
     *
     * @param served the names of the hosts that serve a deployment, by its ID
     * @param linked the name of the host that the environment's own containers are on
     */
    private record Content(Map<String, Host> hosts, Map<String, List<String>> served, Optional<String> linked) {
        private Content linking(Optional<String> name) {
            return new Content(hosts, served, name);
        }

        private Stream<Host> former(List<Host> listed) {
            List<String> names = listed.stream().map(Host::id).toList();
            List<String> urls = listed.stream().map(Host::url).toList();
            return hosts.values().stream().filter(host -> !names.contains(host.id()) && !urls.contains(host.url()));
        }

        private List<Host> serving(String deployment, List<Host> listed) {
            return Optional.ofNullable(served.get(deployment))
                    .map(names -> Stream.concat(listed.stream(), former(listed))
                            .filter(host -> names.contains(host.id()))
                            .toList())
                    .orElse(listed);
        }

        /** What runs there has the old name in its labels and its ports, so it would not be found any more. */
        private void put(Host host) {
            hosts.values().stream()
                    .filter(known ->
                            known.url().equals(host.url()) && !known.id().equals(host.id()))
                    .findFirst()
                    .ifPresent(known -> {
                        throw Failure.refused(Problem.of("CD-733", "host " + known + " is called " + host + " now")
                                .because("what runs on " + host.url() + " was started by the other name")
                                .remedy("call it {url: " + host.url() + ", name: " + known + "} again"));
                    });
            hosts.put(host.id(), host);
        }
    }

    /** The hosts that something was started on, and that are not in the list any more. */
    public List<Host> former(List<Host> listed) {
        return isAlone(listed) ? List.of() : content().former(listed).toList();
    }

    /** The hosts that serve a deployment, those of the list first; the whole list when nothing is known of it. */
    public List<Host> serving(String deployment, List<Host> listed) {
        return isAlone(listed) ? listed : content().serving(deployment, listed);
    }

    /** The same for several deployments, by one look at what is recorded. */
    public Map<String, List<Host>> serving(Collection<String> deployments, List<Host> listed) {
        Optional<Content> content = isAlone(listed) ? Optional.empty() : Optional.of(content());
        Map<String, List<Host>> serving = new TreeMap<>();
        deployments.forEach(id ->
                serving.put(id, content.map(known -> known.serving(id, listed)).orElse(listed)));
        return serving;
    }

    /** Whether exactly these hosts serve that deployment, as far as anything is known of it. */
    public boolean isSettled(String deployment, List<Host> listed) {
        if (isAlone(listed)) {
            return true;
        }
        List<String> names = listed.stream().map(Host::id).sorted().toList();
        return Optional.ofNullable(content().served().get(deployment))
                .map(served -> served.stream().sorted().toList().equals(names))
                .orElse(true);
    }

    /** Whether that host serves that deployment. */
    public boolean isServing(String deployment, Host host) {
        return Optional.ofNullable(content().served().get(deployment))
                .filter(names -> names.contains(host.id()))
                .isPresent();
    }

    /** Notes these hosts; call it before anything is started on one. */
    public void note(List<Host> listed) {
        if (!isAlone(listed)) {
            change(content -> {
                listed.forEach(content::put);
                return content;
            });
        }
    }

    /**
     * From now on routers bring requests to that deployment on these hosts, and on no others.
     *
     * @param others the deployments that are to be remembered besides it
     */
    public void serve(String deployment, List<Host> listed, Collection<String> others) {
        if (!isAlone(listed)) {
            change(content -> {
                listed.forEach(content::put);
                content.served().keySet().removeIf(id -> !others.contains(id));
                content.served().put(deployment, listed.stream().map(Host::id).toList());
                return content;
            });
        }
    }

    /** The host that the containers are on which belong to the environment, as far as one is known. */
    public Optional<Host> linked() {
        Content content = content();
        return content.linked()
                .flatMap(name -> Optional.ofNullable(content.hosts().get(name)));
    }

    /** Notes that they are on that host; call it before one is started there. */
    public void link(Host host) {
        change(content -> {
            content.put(host);
            return content.linking(Optional.of(host.id()));
        });
    }

    /** They are gone: the next ones may be on another host. */
    public void unlink() {
        change(content -> content.linking(Optional.empty()));
    }

    /** Forgets a host, on which nothing is any more. */
    public void forget(Host host) {
        change(content -> {
            content.hosts().remove(host.id());
            content.served()
                    .replaceAll((id, names) -> names.stream()
                            .filter(name -> !name.equals(host.id()))
                            .toList());
            return content.linking(content.linked().filter(name -> !name.equals(host.id())));
        });
    }

    /** This computer and its processes never leave. */
    private static boolean isAlone(List<Host> listed) {
        return listed.equals(List.of(Host.LOCAL));
    }

    private Content content() {
        return content(store.read(key));
    }

    private Content content(Optional<Store.Versioned> record) {
        return record.map(found -> Recorded.read(key, found.value(), Roster::from))
                .orElseGet(() -> new Content(new TreeMap<>(), new TreeMap<>(), Optional.empty()));
    }

    private void change(UnaryOperator<Content> change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> before = store.read(key);
            Json.Obj next = json(change.apply(content(before)));
            if (before.filter(record -> record.value().equals(next)).isPresent()
                    || store.commit(List.of(new Change.Put(
                            key, before.map(Store.Versioned::revision).orElse(0L), next)))) {
                return;
            }
        }
        throw Failure.unreachable(Problem.of("CD-730", "the list of hosts could not be written")
                .because("other commands changed it again and again at the same time")
                .remedy("run the command again"));
    }

    private static Json.Obj json(Content content) {
        List<Json> hosts = new ArrayList<>();
        content.hosts()
                .values()
                .forEach(host -> hosts.add(Json.object()
                        .put("name", host.id())
                        .put("url", host.url())
                        .put("address", host.address())
                        .put("certificates", host.certificates())
                        .build()));
        Json.Builder served = Json.object();
        content.served().forEach((id, names) -> served.put(id, Json.ofTexts(names)));
        return Json.object()
                .put("format", FORMAT)
                .put("hosts", Json.of(hosts))
                .put("served", served.build())
                .put("linked", content.linked())
                .build();
    }

    private static Content from(Json.Obj json) {
        Map<String, Host> hosts = new TreeMap<>();
        for (Json.Obj host : json.objects("hosts")) {
            hosts.put(
                    host.need("name"),
                    new Host(host.need("name"), host.need("url"), host.need("address"), host.text("certificates")));
        }
        Map<String, List<String>> served = new LinkedHashMap<>();
        Json.Obj all = json.object("served").orElseThrow(() -> new JsonException("no object 'served'"));
        all.members().keySet().forEach(id -> served.put(id, all.texts(id)));
        return new Content(hosts, served, json.text("linked"));
    }
}
