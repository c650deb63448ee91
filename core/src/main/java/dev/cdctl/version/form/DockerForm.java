package dev.cdctl.version.form;

import dev.cdctl.model.Version;

/**
 * The tag of an image: {@code [\w][\w.-]{0,127}} in the reference grammar of the distribution project. A plus sign
 * becomes an underscore, which no semver has, so that two versions never become one tag.
 */
final class DockerForm {
    private DockerForm() {}

    /** Every version fits: it has at most 128 characters, and the plus sign is the only one that a tag cannot have. */
    static Formed of(Version version) {
        return new Formed.Text(version.text().replace('+', '_'));
    }
}
