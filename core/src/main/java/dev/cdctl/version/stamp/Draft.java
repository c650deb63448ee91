package dev.cdctl.version.stamp;

import dev.cdctl.model.Digest;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.stamp.StampRecord.Entry;
import java.util.Optional;

/**
 * A file that is being stamped.
 *
 * @param now as it is
 * @param before as it was before any stamp
 * @param text as it is to become
 * @param earlier what is recorded of an earlier stamp that made it what it is
 */
record Draft(String path, SourceText now, SourceText before, SourceText text, Optional<Entry> earlier) {
    Draft with(SourceText changed) {
        return new Draft(path, now, before, changed, earlier);
    }

    boolean changes() {
        return !now.equals(text);
    }

    boolean differsFromBefore() {
        return !before.equals(text);
    }

    Entry entry(boolean clean) {
        return new Entry(
                path,
                Digest.of(before.bytes()),
                Digest.of(text.bytes()),
                earlier.map(entry -> Digest.of(now.bytes())),
                earlier.map(Entry::clean).orElse(clean));
    }
}
