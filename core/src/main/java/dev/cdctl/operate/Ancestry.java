package dev.cdctl.operate;

import dev.cdctl.model.Release;

/** Which of two releases is the older one. */
public interface Ancestry {
    /** How one release stands to another. */
    enum Relation {
        /** It comes before the other one. */
        OLDER,
        /** It comes after the other one, or is the same. */
        NEWER,
        /** Neither their commits nor the order of pushes tell. */
        INCOMPARABLE
    }

    /** How this release stands to the other: by commit, else by the order of the pushes. */
    Relation compare(Release release, Release other);
}
