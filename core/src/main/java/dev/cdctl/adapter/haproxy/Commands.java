package dev.cdctl.adapter.haproxy;

import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One line of the runtime API that brings a process to a placement, and the line that reads it back. Address, state and
 * weight of every server are set with the map, whatever was left there: a server that is ready with a weight of 0, or
 * has one and drains, answers nobody.
 *
 * @see <a href="https://docs.haproxy.org/2.6/management.html#9.3">HAProxy Management Guide, Unix Socket commands</a>
 */
record Commands(String folder, Placement placement) {
    private static final String RUNS = "2";
    /** Forced into maintenance, or to drain; see srv_admin_state in the guide. */
    private static final int FORCED = 0x01 | 0x08;

    private static final int FIELDS = 19;

    /**
     * What sets it.
     *
     * @param known whether the process's map has an entry of the environment
     */
    String setting(boolean known) {
        List<String> commands = new ArrayList<>();
        for (Colour colour : Colour.values()) {
            List<Address> addresses = placement.of(colour);
            for (int slot = 1; slot <= placement.slots(); slot++) {
                String server = "set server " + Configuration.backend(placement.key(), colour) + "/s" + slot;
                if (slot > addresses.size()) {
                    commands.add(server + " state maint");
                } else {
                    Address address = addresses.get(slot - 1);
                    if (Configuration.isNumeric(address)) {
                        commands.add(server + " addr " + address.host() + " port " + address.port());
                    }
                    commands.add(server + " weight 100%");
                    commands.add(server + " state ready");
                }
            }
        }
        commands.add((known ? "set" : "add") + " map " + Configuration.map(folder) + " " + placement.key() + " "
                + placement.entry());
        return String.join("; ", commands);
    }

    /** What reads it back. */
    String reading() {
        return "show map " + Configuration.map(folder) + "; show servers state "
                + Configuration.backend(placement.key(), Colour.BLUE) + "; show servers state "
                + Configuration.backend(placement.key(), Colour.GREEN);
    }

    /** What is not as it was set; empty when all is. */
    Optional<String> wrong(String answer) {
        List<String[]> lines =
                answer.lines().map(line -> line.strip().split(" +", -1)).toList();
        String entry = placement.entry().toString();
        boolean mapped = lines.stream()
                .anyMatch(words -> words.length == 3 && words[1].equals(placement.key()) && words[2].equals(entry));
        if (!mapped) {
            return Optional.of("its map does not say " + placement.key() + " " + entry);
        }
        return placement.closed()
                ? Optional.empty()
                : Arrays.stream(Colour.values())
                        .filter(colour -> placement.decision().weights().of(colour) > 0)
                        .flatMap(colour -> wrong(colour, lines).stream())
                        .findFirst();
    }

    private Optional<String> wrong(Colour colour, List<String[]> lines) {
        String backend = Configuration.backend(placement.key(), colour);
        for (int slot = 1; slot <= placement.of(colour).size(); slot++) {
            String name = "s" + slot;
            Address address = placement.of(colour).get(slot - 1);
            boolean right = lines.stream()
                    .anyMatch(words -> words.length > FIELDS
                            && words[1].equals(backend)
                            && words[3].equals(name)
                            && serves(words, address));
            if (!right) {
                return Optional.of("server " + backend + "/" + name + " does not serve " + address);
            }
        }
        return Optional.empty();
    }

    private static boolean serves(String[] words, Address address) {
        boolean there = !Configuration.isNumeric(address)
                || words[4].equals(address.host()) && words[18].equals(Integer.toString(address.port()));
        return there && words[5].equals(RUNS) && (Integer.parseInt(words[6]) & FORCED) == 0 && !words[7].equals("0");
    }
}
