package dev.cdctl.adapter.haproxy;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lies in the folder, and what the process says, at one instant.
 *
 * @param files by their names; those whose names begin with a dot are answers
 */
record Look(Map<String, String> files) {
    private static final String EMPTY_SUM = "4294967295 0";
    private static final String NEXT = ".next.";

    /** Reads what {@link Scripts#LOOK} prints. */
    static Look parse(String printed) {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        StringBuilder current = new StringBuilder();
        for (String line : printed.split("\n", -1)) {
            if (line.startsWith(">")) {
                current = new StringBuilder();
                files.put(line.substring(1), current);
            } else if (line.startsWith("|")) {
                current.append(line.substring(1)).append('\n');
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((name, text) -> texts.put(name, text.toString()));
        return new Look(texts);
    }

    /** By what a change sees that nothing came between. */
    String sum() {
        return files.getOrDefault(".sum", EMPTY_SUM).strip();
    }

    /** Whether there is such a folder. */
    boolean hasFolder() {
        return files.containsKey(".sum");
    }

    /** Whether a process answers. */
    boolean isRunning() {
        return files.containsKey(".backends");
    }

    /** Whether the process has that backend. */
    boolean has(String backend) {
        return files.getOrDefault(".backends", "").lines().anyMatch(backend::equals);
    }

    /** What the process's map says of an environment; it prints a pointer before each entry. */
    Optional<String> mapped(String key) {
        return value(files.getOrDefault(".map", ""), key, 1);
    }

    /** What the map on the disk says of an environment. */
    Optional<String> written(String key) {
        return value(files.getOrDefault(Configuration.MAP, ""), key, 0);
    }

    /** What the process serves, or would serve if it ran: the files of an environment are what it starts with. */
    Optional<Entry> served(String key) {
        return (isRunning() ? mapped(key) : written(key)).flatMap(Entry::parse);
    }

    private static Optional<String> value(String map, String key, int word) {
        return map.lines()
                .map(line -> line.split(" +", -1))
                .filter(words -> words.length == word + 2 && words[word].equals(key))
                .map(words -> words[word + 1])
                .findFirst();
    }

    /**
     * Every environment that has a file, by its key.
     *
     * @throws dev.cdctl.model.Failure refused, when one was written by a newer cdctl; needs a person, when one is damaged
     */
    Map<String, Placement> placements(HaproxyProblems problems) {
        Map<String, Placement> placements = new TreeMap<>();
        files.forEach((name, text) -> {
            if (name.endsWith(".json") && !name.startsWith(".")) {
                Placement placement = placement(name, text, problems);
                placements.put(placement.key(), placement);
            }
        });
        return placements;
    }

    /** That environment alone, so that a damaged file of another one does no harm. */
    Optional<Placement> placement(String key, HaproxyProblems problems) {
        String name = Configuration.file(key);
        return Optional.ofNullable(files.get(name)).map(text -> placement(name, text, problems));
    }

    /** What a flip was about to write when it was ended; the process may follow it. */
    Optional<Placement> next(String key, HaproxyProblems problems) {
        String name = NEXT + Configuration.file(key);
        return Optional.ofNullable(files.get(name)).map(text -> placement(name, text, problems));
    }

    /** Whether that configuration is what lies on the disk. */
    boolean isWritten(Configuration configuration) {
        return configuration.text().equals(files.get(Configuration.FILE));
    }

    /** The same after a flip. */
    Look with(Placement placement) {
        Map<String, String> changed = new LinkedHashMap<>(files);
        changed.put(Configuration.file(placement.key()), placement.line());
        changed.remove(NEXT + Configuration.file(placement.key()));
        return new Look(changed);
    }

    private static Placement placement(String name, String text, HaproxyProblems problems) {
        try {
            Json.Obj json = JsonText.readObject(text);
            if (Placement.isNewer(json)) {
                throw problems.newer(name);
            }
            return Placement.from(json);
        } catch (JsonException | IllegalArgumentException e) {
            throw problems.damaged(name, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** Names of an answer's lines, for people. */
    static List<String> lines(String text) {
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> !line.isBlank())
                .toList();
    }
}
