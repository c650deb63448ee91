package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Labels;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was written at each start. Only the second source: it finds programs that overwrite their own environment (to
 * set a process title), and serves where labels cannot be read.
 */
final class Records {
    private static final int FORMAT = 1;

    private Records() {}

    /**
     * One start.
     *
     * @param birth tells the process from others of the same pid
     * @param folder the release folder
     */
    record Started(Instance instance, String birth, Path folder) {}

    static void write(Layout layout, Started started) throws IOException {
        Json.Builder labels = Json.object();
        Labels.of(started.instance()).forEach(labels::put);
        Json record = Json.object()
                .put("format", FORMAT)
                .put("pid", started.instance().pid())
                .put("birth", started.birth())
                .put("folder", started.folder().toString())
                .put("labels", labels.build())
                .build();
        Disk.write(layout.record(started.instance()), JsonText.line(record) + "\n");
    }

    static void forget(Layout layout, Instance instance) throws IOException {
        Files.deleteIfExists(layout.record(instance));
    }

    /** The record of that instance; empty when there is none that can be read. */
    static Optional<Started> read(Layout layout, Instance instance) {
        return read(layout.record(instance));
    }

    /** Every start that was not forgotten, without these file stems. */
    static List<Started> others(Layout layout, Set<String> stems) {
        return Disk.list(layout.records()).stream()
                .filter(file -> file.getFileName().toString().endsWith(".json"))
                .filter(file -> !stems.contains(stem(file.getFileName().toString())))
                .flatMap(file -> read(file).stream())
                .toList();
    }

    private static String stem(String name) {
        return name.substring(0, name.length() - ".json".length());
    }

    /** A damaged or newer record says nothing: what runs is asked of the system first. */
    private static Optional<Started> read(Path file) {
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file));
            if (json.needNumber("format") != FORMAT) {
                return Optional.empty();
            }
            Map<String, String> labels = new HashMap<>();
            json.object("labels")
                    .ifPresent(object -> object.members()
                            .keySet()
                            .forEach(name -> object.text(name).ifPresent(value -> labels.put(name, value))));
            return Labels.read(labels, json.needNumber("pid"))
                    .map(instance -> new Started(instance, json.need("birth"), Path.of(json.need("folder"))));
        } catch (IOException | JsonException e) {
            return Optional.empty();
        }
    }
}
