package dev.cdctl.script.cache;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Whether one stage has to run, and what it made when it had the same to work on. */
public final class Reuse {
    private final Subject subject;
    private final Place place;
    private final Outputs outputs;

    /** A stage: its name, what it is made from and makes, and where that was written. */
    public record Subject(String stage, CacheSpec spec, Origin origin) {}

    /**
     * What is found out about a stage before it runs.
     *
     * @param now what it would work on
     * @param known what it makes then, when that is known
     * @param why why it has to run; empty when it is not known to have to
     */
    public record Finding(Fingerprint now, Optional<Entry> known, List<String> differing, String why) {
        /** Copies the list. */
        public Finding {
            differing = List.copyOf(differing);
        }

        /** Whether everything is what the stage would make of it. */
        public boolean isDone() {
            return known.isPresent() && differing.isEmpty();
        }

        /** Whether everything can be made what the stage would make of it. */
        public boolean canRestore() {
            return known.isPresent() && !differing.isEmpty() && why.isEmpty();
        }
    }

    /** The reuse of what that stage makes, there. */
    public Reuse(Subject subject, Place place) {
        this.subject = subject;
        this.place = place;
        this.outputs = new Outputs(place.root(), FileTree.globs(subject.spec().outputs()), place.digests());
    }

    /**
     * The files that the stage is made from, each with what it is.
     *
     * @throws Failure when a pattern matches nothing (CD-322), or a file cannot be read
     */
    public SortedMap<String, String> inputs() {
        Problems problems = new Problems();
        List<Glob> wanted = FileTree.globs(subject.spec().inputs());
        SortedMap<String, String> files = new InputFiles(place).find(wanted, outputs.patterns());
        for (Glob glob : wanted) {
            if (files.keySet().stream().noneMatch(glob::matches)) {
                problems.add(Problem.of(
                                "CD-322",
                                "no file matches " + glob + ", which the stage " + subject.stage() + " is made from")
                        .at(subject.origin())
                        .remedy("correct the pattern, or run the stage first that makes the file"));
            }
        }
        problems.throwIfAny(Failure.Kind.FAILED);
        return files;
    }

    /**
     * Why what the stage left in this working copy is not what it makes; changes nothing. Where it never ran, as in a
     * job that got its files from another one, they are taken as they are.
     *
     * @param now asked only when the stage ran here and declares what it is made from
     * @return empty when it can be used
     */
    public Optional<String> lacking(Supplier<Fingerprint> now) {
        try {
            List<String> missing = outputs.missing(outputs.present().keySet());
            if (!missing.isEmpty()) {
                return Optional.of("no file matches " + missing.get(0) + ", which it makes");
            }
            Optional<LastRun> last = LastRun.find(place.root(), subject.stage());
            if (last.isEmpty() || !subject.spec().cached()) {
                return Optional.empty();
            }
            Finding finding = compare(now.get(), last.get().entry(), last);
            String changed = why(finding.now(), last);
            return !finding.now().equals(last.get().fingerprint())
                    ? Optional.of(changed)
                    : finding.differing().stream().findFirst().map(path -> path + " is not what it made");
        } catch (IOException e) {
            throw FileTree.unreadable(place.root(), e);
        }
    }

    /** Finds out whether the stage has to run; changes nothing. */
    public Finding look(Fingerprint now) {
        Optional<LastRun> last = LastRun.find(place.root(), subject.stage());
        Optional<Entry> known = place.cache()
                .flatMap(cache -> cache.find(now.digest()))
                .or(() -> last.filter(run -> run.fingerprint().equals(now)).map(LastRun::entry));
        try {
            return known.isPresent()
                    ? compare(now, known.get(), last)
                    : new Finding(now, known, List.of(), why(now, last));
        } catch (IOException e) {
            throw FileTree.unreadable(place.root(), e);
        }
    }

    private static String why(Fingerprint now, Optional<LastRun> last) {
        return last.map(run -> now.difference(run.fingerprint()))
                .filter(words -> !words.isEmpty())
                .orElse("it never passed here with these inputs");
    }

    private Finding compare(Fingerprint now, Entry known, Optional<LastRun> last) throws IOException {
        SortedMap<String, Item> present = outputs.present();
        List<String> differing = new ArrayList<>();
        for (Item item : known.outputs()) {
            if (!Optional.ofNullable(present.remove(item.path())).equals(Optional.of(item))) {
                differing.add(item.path());
            }
        }
        for (Item extra : present.values()) {
            if (last.stream().noneMatch(run -> run.entry().outputs().contains(extra))) {
                return new Finding(
                        now, Optional.empty(), List.of(), extra.path() + " is an output that no run of it made");
            }
            differing.add(extra.path());
        }
        boolean lost = !differing.isEmpty() && place.cache().isEmpty();
        return new Finding(now, Optional.of(known), differing, lost ? differing.get(0) + " is not what it made" : "");
    }

    /**
     * Makes everything what the stage would make of it.
     *
     * @return false when what was kept is damaged or gone; the stage has to run then
     */
    public boolean restore(Finding finding) {
        StageCache cache = place.cache().orElseThrow();
        try {
            for (Item item : finding.known().orElseThrow().outputs()) {
                if (finding.differing().contains(item.path()) && !outputs.restore(item, cache)) {
                    cache.forget(finding.now().digest());
                    return false;
                }
            }
            removeOthers(finding);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void removeOthers(Finding finding) throws IOException {
        List<String> made =
                finding.known().orElseThrow().outputs().stream().map(Item::path).toList();
        for (String path : finding.differing()) {
            if (!made.contains(path)) {
                Files.deleteIfExists(place.root().resolve(path));
            }
        }
    }

    /** Notes that what was found is so, for the next time. */
    public void noteDone(Finding finding) {
        place.cache().ifPresent(cache -> cache.used(finding.now().digest()));
        try {
            LastRun now = new LastRun(finding.now(), finding.known().orElseThrow());
            if (!LastRun.find(place.root(), subject.stage()).equals(Optional.of(now))) {
                now.write(place.root());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        place.digests().save();
    }

    /**
     * Keeps what the stage has made.
     *
     * @param before what it was made from
     * @return a note for people when nothing could be kept, else nothing
     * @throws Failure when a pattern of its outputs matches nothing (CD-323)
     */
    public Optional<String> keep(Fingerprint before, Duration took, Optional<Json.Obj> tests) {
        try {
            SortedMap<String, Item> made = outputs.present();
            refuseMissing(made);
            if (!inputs().equals(before.files())) {
                return Optional.of("its inputs changed while it ran, so what it made is not kept");
            }
            Entry entry = new Entry(subject.stage(), List.copyOf(made.values()), took, tests);
            Optional<String> note = place.cache().flatMap(cache -> store(cache, before, entry));
            new LastRun(before, entry).write(place.root());
            place.digests().save();
            return note;
        } catch (IOException e) {
            return Optional.of("what it made could not be kept: " + e);
        }
    }

    private Optional<String> store(StageCache cache, Fingerprint before, Entry entry) {
        long size = entry.outputs().stream().mapToLong(Item::size).sum();
        if (size > cache.limit()) {
            return Optional.of("what it made is larger than the cache, so it is not kept");
        }
        try {
            for (Item item : entry.outputs()) {
                if (item.link().isEmpty()
                        && !cache.keep(place.root().resolve(item.path())).equals(item.digest())) {
                    return Optional.of(item.path() + " changed while it was kept, so what it made is not kept");
                }
            }
            cache.keep(before.digest(), entry);
            new Eviction(cache).run();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("what it made could not be kept: " + e);
        }
    }

    private void refuseMissing(Map<String, Item> made) {
        Problems problems = new Problems();
        outputs.missing(made.keySet())
                .forEach(pattern -> problems.add(
                        Problem.of("CD-323", "the stage " + subject.stage() + " made no file that matches " + pattern)
                                .at(subject.origin())
                                .because("its outputs name it")
                                .remedy("correct the pattern, or the script")));
        problems.throwIfAny(Failure.Kind.FAILED);
    }
}
