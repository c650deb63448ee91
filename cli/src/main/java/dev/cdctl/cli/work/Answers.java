package dev.cdctl.cli.work;

import dev.cdctl.Building;
import dev.cdctl.Cdctl;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.json.Json;
import dev.cdctl.script.graph.StageResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the commands of the working copy answer. */
final class Answers {
    private Answers() {}

    /** The release that the stages talk about, as far as it goes. */
    static Answer release(String kind, Cdctl cdctl, Building building) {
        String version = building.version().version().text();
        Optional<ReleaseFile> file = ReleaseFile.find(cdctl.pipeline().folder())
                .filter(found -> found.manifest().version().text().equals(version));
        Json.Builder json = Json.object()
                .put("service", cdctl.pipeline().service().text())
                .put("version", version)
                .put("commit", building.version().commit());
        if (!building.results().isEmpty()) {
            json.put(
                    "stages",
                    Json.of(building.results().stream().map(StageResult::json).toList()));
        }
        file.filter(ReleaseFile::isPackaged)
                .map(ReleaseFile::manifest)
                .ifPresent(manifest -> json.put(
                                "digest", manifest.release().digest().toString())
                        .put("artifacts", artifacts(manifest)));
        String brief = file.filter(ReleaseFile::isPackaged)
                .map(found -> found.manifest().release().brief())
                .orElse(version);
        List<String> lines = new ArrayList<>(List.of(cdctl.pipeline().service() + " " + brief));
        building.results().stream()
                .filter(StageResult::isFlaky)
                .forEach(stage -> lines.add("flaky: " + stage.name() + " passed at try " + stage.tries()));
        return new Answer(kind, json.build(), lines);
    }

    private static Json artifacts(ReleaseManifest manifest) {
        return Json.of(manifest.artifacts().stream()
                .map(item -> Json.object()
                        .put("name", item.name().text())
                        .put("file", item.file())
                        .put("digest", item.digest().toString())
                        .put("size", item.size())
                        .build())
                .toList());
    }
}
