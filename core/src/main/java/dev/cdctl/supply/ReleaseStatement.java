package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What a signature of a release is about: the release's own digest, that of each artifact, and whose release it is. It
 * is made of the manifest alone, so whoever has the manifest knows which statement there should be.
 */
public final class ReleaseStatement {
    /** The kind of statement. */
    public static final String PREDICATE = "https://cdctl.dev/release/v1";

    private ReleaseStatement() {}

    /** The statement about that release. */
    public static Statement of(ReleaseManifest manifest) {
        Json.Obj predicate = Json.object()
                .put("service", manifest.service().text())
                .put("version", manifest.version().text())
                .put("commit", manifest.commit())
                .build();
        return new Statement(subjects(manifest), PREDICATE, predicate);
    }

    /** The release, its artifacts and its images. */
    static List<Statement.Subject> subjects(ReleaseManifest manifest) {
        List<Statement.Subject> subjects = new ArrayList<>();
        subjects.add(new Statement.Subject("release.json", manifest.release().digest()));
        manifest.artifacts().forEach(item -> subjects.add(new Statement.Subject(item.file(), item.digest())));
        manifest.images()
                .forEach(
                        image -> subjects.add(new Statement.Subject(image.name().text(), image.digest())));
        return subjects;
    }
}
