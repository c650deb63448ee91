package dev.cdctl.wiring;

import dev.cdctl.artifact.Repository;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import dev.cdctl.operate.Ancestry;
import dev.cdctl.version.SourceTree;
import java.util.List;
import java.util.Optional;

/** Tells the older of two releases by their commits, else by the order in which they were pushed. */
final class PushOrder implements Ancestry {
    private final Setting setting;
    private final Pipeline pipeline;
    private final Repository repository;

    PushOrder(Setting setting, Pipeline pipeline, Repository repository) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.repository = repository;
    }

    @Override
    public Relation compare(Release release, Release other) {
        return byCommit(release, other).orElseGet(() -> byPush(release, other));
    }

    private Optional<Relation> byCommit(Release release, Release other) {
        if (release.commit().isEmpty()
                || other.commit().isEmpty()
                || release.commit().equals(other.commit())) {
            return Optional.empty();
        }
        return WorkingCopy.of(setting, pipeline).flatMap(tree -> {
            if (tree.isAncestor(other.commit().get(), release.commit().get())) {
                return Optional.of(Relation.NEWER);
            }
            return tree.isAncestor(release.commit().get(), other.commit().get())
                    ? Optional.of(Relation.OLDER)
                    : unknown(tree, release, other);
        });
    }

    /** Two commits that are both known and have no line between them are incomparable, whatever was pushed when. */
    private static Optional<Relation> unknown(SourceTree tree, Release release, Release other) {
        SourceTree.Ancestry ancestry =
                tree.ancestry(release.commit().orElseThrow(), other.commit().orElseThrow());
        return ancestry == SourceTree.Ancestry.UNKNOWN ? Optional.empty() : Optional.of(Relation.INCOMPARABLE);
    }

    private Relation byPush(Release release, Release other) {
        List<Version> order = repository.versions(release.service());
        int here = order.indexOf(release.version());
        int there = order.indexOf(other.version());
        if (here < 0 || there < 0) {
            return Relation.INCOMPARABLE;
        }
        return here >= there ? Relation.NEWER : Relation.OLDER;
    }
}
