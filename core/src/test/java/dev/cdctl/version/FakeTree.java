package dev.cdctl.version;

import dev.cdctl.model.Commit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A working copy of which everything is known beforehand. */
public record FakeTree(Path root, List<Tagged> tags, List<Change> changes) implements SourceTree {
    public static final Commit HEAD = new Commit("ab".repeat(20));

    public static FakeTree clean(Path root) {
        return new FakeTree(root, List.of(), List.of());
    }

    public FakeTree changed(Change... now) {
        return new FakeTree(root, tags, List.of(now));
    }

    @Override
    public String keeper() {
        return "git";
    }

    @Override
    public Optional<Head> head() {
        return Optional.of(new Head(HEAD, Instant.EPOCH));
    }

    @Override
    public List<Tagged> nearestTags(Commit from, Predicate<String> accepted) {
        return tags.stream()
                .map(at -> new Tagged(at.tags().stream().filter(accepted).toList(), at.commit(), at.distance()))
                .filter(at -> !at.tags().isEmpty())
                .toList();
    }

    @Override
    public int commitCount(Commit from) {
        return 1;
    }

    @Override
    public boolean tracks(String path) {
        return true;
    }

    @Override
    public Ancestry ancestry(Commit older, Commit newer) {
        return Ancestry.UNKNOWN;
    }

    @Override
    public List<Entry> log(Commit from, Commit to) {
        return List.of();
    }
}
