package dev.cdctl.deploy.register;

import dev.cdctl.model.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a catalogue of services has of an environment, beside what runs.
 *
 * @param place the catalogue
 * @param entries of ours, in the order of their IDs
 * @param missing the IDs of instances that run and have no entry
 * @param gone the IDs of entries of which no instance runs; none when not all hosts could be asked
 * @param unknown why it is not known; then all else is empty
 */
public record Registered(
        String place, List<Standing> entries, List<String> missing, List<String> gone, Optional<String> unknown) {
    static Registered of(String place, List<Standing> entries, Set<String> running, boolean allSeen) {
        Set<String> ids = entries.stream().map(Standing::id).collect(Collectors.toCollection(TreeSet::new));
        return new Registered(
                place,
                entries,
                running.stream().filter(id -> !ids.contains(id)).sorted().toList(),
                ids.stream().filter(id -> allSeen && !running.contains(id)).toList(),
                Optional.empty());
    }

    static Registered unknown(String place, Failure failure) {
        String why = failure.problems().get(0).brief();
        return new Registered(place, List.of(), List.of(), List.of(), Optional.of(why));
    }

    /** Those that do not pass their checks. */
    public List<Standing> failing() {
        return entries.stream().filter(entry -> !entry.passing()).toList();
    }

    /** Whether it is just what should be there. */
    public boolean isWell() {
        return unknown.isEmpty() && failing().isEmpty() && missing.isEmpty() && gone.isEmpty();
    }
}
