package dev.cdctl.operate.look;

import dev.cdctl.history.Deployment;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Release;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import dev.cdctl.version.SourceTree;
import java.util.List;
import java.util.Optional;

/** The commits and authors between what is live and what would be, as far as the working copy knows them. */
public final class Changes {
    private static final int MOST = 50;

    private Changes() {}

    /** The commits that a release brings to an environment, the latest first: {@code 3f2a9c81 Lend books (Ana)}. */
    public static List<String> between(Means means, Release release, Optional<SourceTree> tree) {
        Optional<Commit> live = means.environment()
                .decisions()
                .read()
                .flatMap(Decision::live)
                .flatMap(placed -> means.environment().history().find(placed.deployment()))
                .map(Deployment::release)
                .flatMap(Release::commit);
        return tree.map(copy -> between(copy, live, release.commit())).orElse(List.of());
    }

    static List<String> between(SourceTree tree, Optional<Commit> from, Optional<Commit> to) {
        if (from.isEmpty() || to.isEmpty() || !tree.isAncestor(from.get(), to.get())) {
            return List.of();
        }
        return tree.log(from.get(), to.get()).stream()
                .limit(MOST)
                .map(entry -> entry.commit().brief() + " " + entry.subject() + " (" + entry.author() + ")")
                .toList();
    }
}
