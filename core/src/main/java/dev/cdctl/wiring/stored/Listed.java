package dev.cdctl.wiring.stored;

import dev.cdctl.history.Listing;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.state.move.Move;
import dev.cdctl.wiring.kept.StoreAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The environments that a store lists, by service. */
record Listed(SortedMap<Name, List<Name>> all) {
    static Listed of(Store store) {
        SortedMap<Name, List<Name>> all = new TreeMap<>();
        for (String key : Listing.keys(store)) {
            String[] words = key.split("/", -1);
            if (words.length == 3 && Name.isValid(words[1]) && Name.isValid(words[2])) {
                all.computeIfAbsent(new Name(words[1]), name -> new ArrayList<>())
                        .add(new Name(words[2]));
            }
        }
        return new Listed(all);
    }

    List<Name> services() {
        return List.copyOf(all.keySet());
    }

    /** Those of a service; none when there is no such service. */
    List<Name> environments(Name service) {
        return all.getOrDefault(service, List.of());
    }

    /** Where an environment that is meant, and is not listed, went to. */
    Optional<Move> moved(Store store, Name service, StoreAddress address) {
        return store.list(service.text()).stream()
                .map(key -> key.split("/", -1))
                .filter(words -> words.length == 3 && Name.isValid(words[1]))
                .filter(words -> address.environment()
                        .filter(name -> !name.text().equals(words[1]))
                        .isEmpty())
                .map(words -> words[0] + "/" + words[1])
                .filter(name -> store.read(Move.key(name)).isPresent())
                .findFirst()
                .flatMap(name -> Move.read(store, name))
                .filter(move -> move.state() == Move.State.MOVED);
    }
}
