package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouteJson;
import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.adapter.embedded.proxy.Proxy.Placement;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.traffic.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What the router serves, on disk: written whole, with the last good one beside it. Not thread-safe. */
final class StateFile {
    private static final long FORMAT = 1;

    private final RouterFiles files;
    private Optional<String> lastGood = Optional.empty();

    /**
     * What was read.
     *
     * @param notes what a person should know about how it was read
     */
    record Loaded(List<Placement> placements, List<String> notes) {}

    StateFile(RouterFiles files) {
        this.files = files;
    }

    /**
     * Reads the state, or the one before it when it is damaged.
     *
     * @throws Failure when a newer cdctl wrote it
     */
    Loaded load() throws IOException {
        List<String> notes = new ArrayList<>();
        for (Path file : List.of(files.state(), files.previousState())) {
            Optional<String> text = RouterFiles.read(file);
            if (text.isEmpty()) {
                continue;
            }
            try {
                List<Placement> placements = parse(file, text.get());
                lastGood = text;
                return new Loaded(placements, notes);
            } catch (JsonException e) {
                notes.add(RouterProblems.damagedState(file, String.valueOf(e.getMessage())) + ": " + e.getMessage()
                        + "; the last good state is served instead");
            }
        }
        return new Loaded(List.of(), notes);
    }

    /** Writes the state; when it returns, a crash loses nothing of it. */
    void save(Collection<Placement> placements) throws IOException {
        Json.Obj content = Json.object()
                .put(
                        "environments",
                        Json.of(placements.stream().map(StateFile::write).toList()))
                .build();
        String text = JsonText.pretty(Json.object()
                        .put("format", FORMAT)
                        .put("sha256", Digest.of(JsonText.line(content)).hex())
                        .put("content", content)
                        .build())
                + "\n";
        if (lastGood.isPresent()) {
            files.write(files.previousState(), lastGood.get());
        }
        files.write(files.state(), text);
        lastGood = Optional.of(text);
    }

    private static List<Placement> parse(Path file, String text) {
        Json.Obj json = JsonText.readObject(text);
        long format = json.needNumber("format");
        if (format > FORMAT) {
            throw Failure.refused(RouterProblems.newerFormat(file, format));
        }
        Json.Obj content = json.object("content").orElseThrow(() -> new JsonException("no content"));
        if (!Digest.of(JsonText.line(content)).hex().equals(json.need("sha256"))) {
            throw new JsonException("the checksum does not match");
        }
        List<Placement> placements = new ArrayList<>();
        for (Json.Obj item : content.objects("environments")) {
            placements.add(read(item));
        }
        return placements;
    }

    private static Json write(Placement placement) {
        return Json.object()
                .put("route", RouteJson.write(placement.route()))
                .put("decision", placement.decision().toJson())
                .build();
    }

    /** Reads an environment as the state file and the administration write it. */
    static Placement read(Json.Obj json) {
        return new Placement(
                RouteJson.route(json.object("route").orElseThrow(() -> new JsonException("no route"))),
                Decision.from(json.object("decision").orElseThrow(() -> new JsonException("no decision"))));
    }
}
