package dev.cdctl.artifact;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where releases are pushed to, each version once, and deployed from. */
public interface Repository {
    /** Where it is, for people. */
    String describe();

    /** What a push did. */
    enum Pushed {
        /** The release is there now. */
        NEW,
        /** The same bytes were there already. */
        ALREADY_THERE
    }

    /**
     * Pushes a release: its artifacts first and its manifest last, so that a release is seen whole or not at all.
     *
     * @param folder where the artifacts lie, by their file names
     * @throws dev.cdctl.model.Failure refused, when other bytes are there under the same version
     */
    Pushed push(ReleaseManifest manifest, Path folder);

    /** The manifest of that version; empty when it was not pushed. */
    Optional<ReleaseManifest> find(Name service, Version version);

    /** The manifest with that digest; empty when none was pushed. */
    Optional<ReleaseManifest> find(Name service, Digest digest);

    /** Every pushed version, in the order of the pushes. */
    List<Version> versions(Name service);

    /** Opens an artifact of a pushed release; the reader checks the digest. */
    InputStream open(ReleaseManifest manifest, ReleaseManifest.Item item);

    /** Adds what is known of a release, such as where it passed and who approved it. Never changes what is there. */
    void attest(ReleaseManifest manifest, Json.Obj evidence);

    /** Everything that was attested of a release, oldest first. */
    List<Json.Obj> evidence(ReleaseManifest manifest);
}
