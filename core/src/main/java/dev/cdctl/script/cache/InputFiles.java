package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that stages are made from: their bytes, whether they can be executed, and where links lead. */
record InputFiles(Place place) {
    /** Every file that is wanted and not an output, with what it is. */
    SortedMap<String, String> find(List<Glob> wanted, List<Glob> outputs) {
        SortedMap<String, String> files = new TreeMap<>();
        Map<String, Digest> foreseen = place.foreseen().get();
        for (Map.Entry<String, FileStat> each :
                FileTree.find(place.root(), wanted, outputs).entrySet()) {
            files.put(each.getKey(), state(each.getKey(), each.getValue(), foreseen));
        }
        return files;
    }

    private String state(String path, FileStat stat, Map<String, Digest> stamped) {
        Path file = place.root().resolve(path);
        try {
            if (stat.isLink()) {
                return "link "
                        + Digest.of(Files.readSymbolicLink(file).toString()).hex();
            }
            Optional<Digest> foreseen = Optional.ofNullable(stamped.get(path));
            Digest digest =
                    foreseen.isPresent() ? foreseen.get() : place.digests().of(file, stat);
            return (stat.isExecutable() ? "program " : "file ") + digest.hex();
        } catch (IOException e) {
            throw FileTree.unreadable(file, e);
        }
    }
}
