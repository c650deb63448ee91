package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides what a stage does, as far as it is declared.
 *
 * @param parts what is no file, by its words for people ({@code the script}), each with the digest of its value
 * @param files the files by their paths, each with what it is
 */
public record Fingerprint(SortedMap<String, String> parts, SortedMap<String, String> files) {
    /** Copies the maps. */
    public Fingerprint {
        parts = new TreeMap<>(parts);
        files = new TreeMap<>(files);
    }

    /** What stands for all of it. */
    public Digest digest() {
        StringBuilder text = new StringBuilder("cdctl stage 1\n");
        parts.forEach((name, value) -> text.append(name.length())
                .append(' ')
                .append(name)
                .append(' ')
                .append(value)
                .append('\n'));
        text.append("files\n");
        files.forEach((path, value) -> text.append(path.length())
                .append(' ')
                .append(path)
                .append(' ')
                .append(value)
                .append('\n'));
        return Digest.of(text.toString());
    }

    /** In which way this is not what it was before, in a few words. */
    public String difference(Fingerprint before) {
        List<String> words = new ArrayList<>();
        parts.forEach((name, value) -> {
            if (!value.equals(before.parts.get(name))) {
                words.add(name + " changed");
            }
        });
        before.parts.keySet().stream()
                .filter(name -> !parts.containsKey(name))
                .forEach(name -> words.add(name + " counts no more"));
        String changed = filesChanged(before);
        if (!changed.isEmpty()) {
            words.add(changed);
        }
        return String.join("; ", words);
    }

    private String filesChanged(Fingerprint before) {
        TreeMap<String, String> changes = new TreeMap<>();
        files.forEach((path, value) -> {
            if (!value.equals(before.files.get(path))) {
                changes.put(path, before.files.containsKey(path) ? "changed" : "is new");
            }
        });
        before.files.keySet().stream()
                .filter(path -> !files.containsKey(path))
                .forEach(path -> changes.put(path, "is gone"));
        if (changes.isEmpty()) {
            return "";
        }
        String first = changes.firstKey();
        return changes.size() == 1
                ? first + " " + changes.get(first)
                : "inputs changed: " + changes.size() + " of " + files.size() + " files, first " + first;
    }
}
