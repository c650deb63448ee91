package dev.cdctl.adapter.repository.http;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.util.List;
import java.util.Optional;

/** What a kind of repository wants besides the files of a release; nothing, where it says nothing. */
public interface Extras {
    /** How an artifact's file ends whose content is a checksum of it: {@code sha256}; at least that one. */
    default List<String> checksums() {
        return List.of("sha256");
    }

    /**
     * Looks at a release before anything of it is written.
     *
     * @throws dev.cdctl.model.Failure refused, when it cannot lie in such a repository
     */
    default void check(ReleaseManifest manifest) {}

    /** Writes what has to be there before the release is, each file once. */
    default void before(ReleaseManifest manifest, WriteOnce files) {}

    /** Writes what tells of a release that is there; done again after a kill, so it must be repeatable. */
    default void after(ReleaseManifest manifest) {}

    /** A release that something else than cdctl put there. */
    default Optional<ReleaseManifest> foreign(Name service, Version version) {
        return Optional.empty();
    }

    /** The versions in the order of pushes, with those that something else put there. */
    default List<Version> withForeign(Name service, List<Version> pushed) {
        return pushed;
    }

    /** Of a repository that wants nothing else. */
    static Extras none() {
        return new Extras() {};
    }
}
