package dev.cdctl.artifact.archive;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that one archive has so far, so that no two of them are the same file anywhere. Folders count too: {@code
 * A/x} and {@code a/y} would share a folder on Windows. Not thread-safe.
 */
public final class EntryNames {
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Boolean> files = new HashMap<>();

    /**
     * Adds the name of a file.
     *
     * @return the earlier name that it clashes with; empty when there is none and the name was added
     */
    public Optional<String> add(EntryName name) {
        String text = name.text();
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            Optional<String> clash = claim(new EntryName(text.substring(0, slash)), false);
            if (clash.isPresent()) {
                return clash;
            }
        }
        return claim(name, true);
    }

    private Optional<String> claim(EntryName name, boolean file) {
        String key = name.folded();
        String earlier = known.putIfAbsent(key, name.text());
        if (earlier == null) {
            files.put(key, file);
            return Optional.empty();
        }
        boolean sameFolder = !file && earlier.equals(name.text()) && Boolean.FALSE.equals(files.get(key));
        return sameFolder ? Optional.empty() : Optional.of(earlier);
    }
}
