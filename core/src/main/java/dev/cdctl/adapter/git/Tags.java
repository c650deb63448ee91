package dev.cdctl.adapter.git;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceTree.Tagged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the tags nearest to a commit. {@code git describe} is not enough: it takes the first tag whose name a pattern
 * matches, valid or not, and says nothing of a history that is cut off.
 */
record Tags(Git git, Commit head) {
    private static final String FORMAT = "%(refname:strip=2) %(objecttype) %(objectname) %(*objecttype) %(*objectname)";

    /** The tagged commits with the fewest commits between them and the head. */
    List<Tagged> nearest(Predicate<String> accepted) {
        Map<Commit, List<String>> tagged = reachable(accepted);
        List<String> here = tagged.getOrDefault(head, List.of());
        if (!here.isEmpty()) {
            return List.of(new Tagged(here, head, 0));
        }
        Set<Commit> cuts = cuts();
        List<Tagged> nearest = new ArrayList<>();
        for (Commit commit : edge(tagged.keySet())) {
            nearest.add(new Tagged(tagged.getOrDefault(commit, List.of()), commit, distance(commit, cuts)));
        }
        if (nearest.isEmpty() && !cuts.isEmpty()) {
            throw cutOffBefore("a version tag");
        }
        int least = nearest.stream().mapToInt(Tagged::distance).min().orElse(0);
        return nearest.stream().filter(at -> at.distance() == least).toList();
    }

    /** Whether this clone is shallow. */
    boolean cutOff() {
        return !cuts().isEmpty();
    }

    private Map<Commit, List<String>> reachable(Predicate<String> accepted) {
        Map<Commit, List<String>> tagged = new LinkedHashMap<>();
        git.text("for-each-ref", "--merged=" + head.id(), "--format=" + FORMAT, "refs/tags/")
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> accepted.test(fields[0]))
                .forEach(fields -> tagged.computeIfAbsent(commit(fields), any -> new ArrayList<>())
                        .add(fields[0]));
        return tagged;
    }

    private Commit commit(String[] fields) {
        if (fields[1].equals("commit")) {
            return new Commit(fields[2]);
        }
        if (fields[3].equals("commit")) {
            return new Commit(fields[4]);
        }
        // A tag of a tag, which for-each-ref follows by one step only.
        return new Commit(git.text("rev-parse", "--verify", "--end-of-options", fields[2] + "^{commit}")
                .lines()
                .reduce((first, last) -> last)
                .orElse(""));
    }

    /**
     * The tagged commits that the head reaches without passing another tagged one. The nearest is among them, because
     * whatever lies behind a tagged commit is further away than that commit.
     */
    private List<Commit> edge(Set<Commit> tagged) {
        if (tagged.isEmpty()) {
            return List.of();
        }
        StringBuilder revisions = new StringBuilder(head.id()).append('\n');
        tagged.forEach(commit -> revisions.append('^').append(commit.id()).append('\n'));
        return git.feed(revisions.toString(), "rev-list", "--boundary", "--stdin")
                .lines()
                .filter(line -> line.startsWith("-"))
                .map(line -> new Commit(line.substring(1)))
                .filter(tagged::contains)
                .toList();
    }

    private int distance(Commit from, Set<Commit> cuts) {
        String range = from.id() + ".." + head.id();
        if (cuts.isEmpty()) {
            return Integer.parseInt(git.text("rev-list", "--count", "--end-of-options", range, "--")
                    .strip());
        }
        List<String> between =
                git.text("rev-list", "--end-of-options", range, "--").lines().toList();
        if (between.stream().map(Commit::new).anyMatch(cuts::contains)) {
            throw cutOffBefore("all commits since the last version tag");
        }
        return between.size();
    }

    /** The commits whose parents a shallow clone has left out; none in a whole clone. */
    private Set<Commit> cuts() {
        Path file = git.folder()
                .resolve(git.text("rev-parse", "--git-path", "shallow").strip());
        try {
            Set<Commit> cuts = new HashSet<>();
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> cuts.add(new Commit(line)));
            }
            return cuts;
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-203", "git's list of left-out commits cannot be read")
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private static Failure cutOffBefore(String what) {
        return Failure.failed(Problem.of("CD-207", "the history of this clone ends before " + what)
                .because("the clone is shallow, so a version from it would be wrong")
                .remedy("git fetch --unshallow --tags"));
    }
}
