package dev.cdctl.artifact.image;

import dev.cdctl.artifact.Provenance;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an image says of itself, under the keys of the OCI image specification (its page "Annotations"). The time is the
 * commit's, not that of the build, so that nothing but the sources decides what the labels are.
 */
public final class ImageLabels {
    private static final String PREFIX = "org.opencontainers.image.";
    private static final String VERSION = PREFIX + "version";
    private static final String REVISION = PREFIX + "revision";
    private static final String CREATED = PREFIX + "created";
    private static final String SOURCE = PREFIX + "source";

    /** The keys that nobody else may set. */
    static final Set<String> OWN = Set.of(VERSION, REVISION, CREATED);

    private ImageLabels() {}

    /**
     * The labels of an image of that origin, sorted by key.
     *
     * @param source where the sources are, a URL without credentials, when it is known
     * @param users the user's own, which may say another source
     */
    public static Map<String, String> of(Provenance from, Optional<String> source, Map<String, String> users) {
        Map<String, String> labels = new TreeMap<>();
        source.ifPresent(url -> labels.put(SOURCE, url));
        labels.putAll(users);
        labels.put(VERSION, from.version().text());
        from.commit().ifPresent(commit -> labels.put(REVISION, commit.id()));
        from.commit().ifPresent(commit -> labels.put(CREATED, from.time().toString()));
        return labels;
    }
}
