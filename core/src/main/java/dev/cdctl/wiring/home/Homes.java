package dev.cdctl.wiring.home;

import dev.cdctl.adapter.process.LocalMachine;
import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.spec.EnvironmentSpec.Ports;
import dev.cdctl.deploy.spec.StateUrl;
import dev.cdctl.model.Name;
import dev.cdctl.operate.move.Home;
import dev.cdctl.operate.move.MoveProblems;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The environments of stores, as they are copied from one to another. */
public final class Homes {
    /** The records of a store are the same whichever environment it is opened for. */
    private static final Name ANY = new Name("any");

    /** Ports that are copied are where they were chosen. */
    private static final Ports NO_RANGE = new Ports(0, 0);

    private static final String PORTS = "ports";

    private final Setting setting;
    private final Path folder;
    private final Shells shells = new Shells();

    /** @param folder what a path in an address is relative to */
    public Homes(Setting setting, Path folder) {
        this.setting = setting;
        this.folder = folder;
    }

    /**
     * An environment in the store of that address; in the user's own state folder without one.
     *
     * @throws IllegalArgumentException when it is no address of a store
     */
    public Home of(Optional<String> url, Name service, Name environment) {
        Kept kept = Kept.raw(terms(url), service, environment);
        return new Home(
                address(url),
                service,
                environment,
                kept.store(),
                new Addresses(kept.store(), PORTS, NO_RANGE),
                kept.locks(),
                kept.journal(),
                kept.forgetting());
    }

    /** Every environment of every service that a store knows anything of. */
    public List<Home> all(Optional<String> url) {
        TreeSet<String> names = new TreeSet<>();
        for (String key : Kept.raw(terms(url), ANY, ANY).store().all()) {
            String[] words = key.split("/", 3);
            if (words.length == 3 && Name.isValid(words[0]) && Name.isValid(words[1])) {
                names.add(words[0] + "/" + words[1]);
            }
        }
        return names.stream()
                .map(name -> name.split("/", 2))
                .map(name -> of(url, new Name(name[0]), new Name(name[1])))
                .toList();
    }

    /**
     * Makes sure that what lies beside the records on this computer is found from the other store too.
     *
     * @param shelved whether releases are pushed to the state folder, since pipeline.yaml names no other place
     * @throws dev.cdctl.model.Failure refused, when it is not
     */
    public void requireFound(Optional<String> from, Optional<String> to, Home home, boolean shelved) {
        StateFolder old = state(from);
        if (old.root().equals(state(to).root())) {
            return;
        }
        LocalMachine machine = LocalMachine.at(old.machine(), (archive, digest, into) -> {}, setting.variables());
        if (!machine.observe(home.service(), home.environment()).isEmpty()) {
            throw MoveProblems.bound(home.name(), "instances run", old.root().toString());
        }
        if (shelved && Files.isDirectory(old.repository())) {
            throw MoveProblems.bound(home.name(), "releases lie", old.root().toString());
        }
    }

    private String address(Optional<String> url) {
        if (url.filter(text -> !text.startsWith("file:")).isEmpty()) {
            return "file:" + state(url).root();
        }
        return url.filter(KvUrl::isMeant)
                .map(text -> KvUrl.parse(text).toString())
                .orElseGet(url::get);
    }

    private StateFolder state(Optional<String> url) {
        return StateFolder.of(url, folder, setting.variables());
    }

    private Kept.Terms terms(Optional<String> url) {
        String computer = Callers.of(setting.variables()).host();
        return setting.keeping(url.map(StateUrl::parse), state(url), shells, computer);
    }
}
