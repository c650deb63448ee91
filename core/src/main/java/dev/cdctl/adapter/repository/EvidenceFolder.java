package dev.cdctl.adapter.repository;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Name;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was attested of one release: files {@code 0001-passed.json}, {@code 0002-approved.json} and so on, each written
 * once. A number is taken by creating the empty file {@code .0001}, which one process can do only; a kill after that
 * leaves a gap.
 */
record EvidenceFolder(ReleaseFolder release, Path folder) {
    static final String NAME = "evidence";
    private static final int FORMAT = 1;
    private static final Pattern RECORD = Pattern.compile("(\\d{4,9})-[a-z0-9-]{1,63}\\.json");
    private static final Pattern NUMBER = Pattern.compile("\\.?(\\d{4,9})(-.*)?");

    /** Adds one more record. */
    void add(Json.Obj evidence) throws IOException {
        Files.createDirectories(folder);
        String number = String.format(Locale.ROOT, "%04d", take());
        String what = evidence.text("what").filter(Name::isValid).orElse("other");
        WholeFile.at(folder.resolve(number + "-" + what + ".json")).writeNew(JsonText.pretty(evidence) + "\n");
    }

    /** Every record, oldest first. */
    List<Json.Obj> all() {
        if (!ReleaseFolder.isThere(folder)) {
            return List.of();
        }
        return names().stream()
                .filter(name -> RECORD.matcher(name).matches())
                .sorted(Comparator.comparingInt(EvidenceFolder::number).thenComparing(name -> name))
                .map(this::read)
                .toList();
    }

    private int take() throws IOException {
        int number = names().stream().mapToInt(EvidenceFolder::number).max().orElse(0) + 1;
        while (true) {
            try {
                Files.createFile(folder.resolve(String.format(Locale.ROOT, ".%04d", number)));
                return number;
            } catch (FileAlreadyExistsException e) {
                number++;
            }
        }
    }

    private Json.Obj read(String name) {
        try {
            Json.Obj json = JsonText.readObject(release.text(NAME + "/" + name));
            if (json.number("format").isPresent()) {
                release.requireFormat(json, FORMAT, NAME + "/" + name);
            }
            return json;
        } catch (JsonException e) {
            throw release.damaged(NAME + "/" + name + " cannot be read: " + e.getMessage());
        }
    }

    private List<String> names() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).toList();
        } catch (IOException e) {
            throw ReleaseFolder.unreadable(folder, e);
        }
    }

    private static int number(String name) {
        Matcher matcher = NUMBER.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
