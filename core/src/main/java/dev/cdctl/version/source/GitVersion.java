package dev.cdctl.version.source;

import dev.cdctl.model.Digest;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Head;
import dev.cdctl.version.SourceTree.Tagged;
import dev.cdctl.version.form.Semver;
import java.util.Comparator;
import java.util.Optional;

/**
 * The version that tags give, in git and in Subversion. A clean commit with a tag is that tag; every other state is a pre-release that says
 * how far it is from the nearest tag, sorts after that tag and before the next release.
 *
 * @param uncommitted the digest over everything that is not committed; empty when the working copy is clean
 */
record GitVersion(SourceTree tree, String tagPrefix, Optional<Digest> uncommitted) {
    private static final int DIGITS = 8;

    /** A version, and how it was found. */
    record Found(String text, String how) {}

    /** Works it out. */
    Found find(Head head) {
        Optional<Nearest> nearest = tree
                .nearestTags(head.commit(), tag -> read(tag).isPresent())
                .stream()
                .map(this::highest)
                .max(Comparator.comparing(Nearest::version));
        return nearest.map(tag -> from(tag, head)).orElseGet(() -> withoutTag(head));
    }

    private record Nearest(Semver version, int distance) {}

    private Nearest highest(Tagged tagged) {
        Semver version = tagged.tags().stream()
                .flatMap(tag -> read(tag).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Nearest(version, tagged.distance());
    }

    private Found from(Nearest nearest, Head head) {
        String tag = "tag " + tagPrefix + nearest.version();
        if (nearest.distance() == 0 && uncommitted.isEmpty()) {
            return new Found(
                    nearest.version().toString(),
                    tag + " on commit " + head.commit().brief());
        }
        return new Found(
                nearest.version().towardsNext() + suffix(nearest.distance(), head),
                count(nearest.distance()) + " after " + tag + also());
    }

    private Found withoutTag(Head head) {
        int count = tree.commitCount(head.commit());
        return new Found(
                "0.0.0-dev" + suffix(count, head),
                "no tag " + tagPrefix + "1.2.3 can be reached; " + count(count) + also());
    }

    private String suffix(int distance, Head head) {
        String mark = head.commit().revision().isPresent() ? "." : ".g";
        return "." + distance + mark + head.commit().brief()
                + uncommitted
                        .map(digest -> ".dirty." + letterFirst(digest.hex()))
                        .orElse("");
    }

    private String also() {
        return uncommitted.isPresent() ? ", with uncommitted changes" : "";
    }

    private static String count(int commits) {
        return commits == 1 ? "1 commit" : commits + " commits";
    }

    /** Eight digits of the digest that begin with a letter: semver refuses a number with leading zeros. */
    private static String letterFirst(String hex) {
        int first = 0;
        while (first < hex.length() - DIGITS && hex.charAt(first) < 'a') {
            first++;
        }
        return hex.substring(first, first + DIGITS);
    }

    private Optional<Semver> read(String tag) {
        return tag.startsWith(tagPrefix) ? Semver.parse(tag.substring(tagPrefix.length())) : Optional.empty();
    }
}
