package dev.cdctl.artifact;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;

/** One entry of {@code package}: an archive, or an image. */
public interface Packaged {
    /** What it is called; unique among its kind. */
    Name name();

    /** Where it was written. */
    Origin origin();
}
