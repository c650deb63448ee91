package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every rule of every listener. Immutable: a flip swaps the whole table. */
final class Table {
    private static final Comparator<Rule> MOST_SPECIAL_FIRST = Comparator.comparing(
                    (Rule rule) -> rule.host().isEmpty())
            .thenComparing(rule -> -rule.path().length());

    private final Map<Address, List<Rule>> rules;

    Table(Collection<Rule> all) {
        Map<Address, List<Rule>> byListener = new HashMap<>();
        for (Rule rule : all) {
            byListener
                    .computeIfAbsent(rule.route().listen(), listen -> new ArrayList<>())
                    .add(rule);
        }
        byListener.values().forEach(list -> list.sort(MOST_SPECIAL_FIRST));
        this.rules = Map.copyOf(byListener);
    }

    /** The rule of a request: one for its host before one for all hosts, then the longest path. */
    Optional<Rule> find(Address listen, String host, String path) {
        for (Rule rule : rules.getOrDefault(listen, List.of())) {
            if (rule.matches(host, path)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
