package dev.cdctl.artifact;

/** What {@code push.archives} names; each kind of repository has its own. */
public interface RepositorySpec {
    /** Its URL, as it is written. */
    String url();
}
