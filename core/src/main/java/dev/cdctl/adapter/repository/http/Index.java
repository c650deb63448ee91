package dev.cdctl.adapter.repository.http;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The order of pushes, for servers that cannot list a folder: one small file for each push, numbered from 1 on. A file
 * also names up to {@link #CARRIED} pushes before it, and whether their releases were there, so that a long list takes
 * few requests. An entry is written before its release is; who reads asks for those that were not there yet.
 */
final class Index {
    static final int CARRIED = 99;
    private static final int FORMAT = 1;

    private final WriteOnce files;
    private final Layout layout;
    private final Name service;
    private final Predicate<Entry> there;

    /**
     * One push.
     *
     * @param complete whether its release was seen
     */
    record Entry(int number, Version version, Digest digest, boolean complete) {
        boolean isOf(ReleaseManifest manifest) {
            return version.equals(manifest.version())
                    && digest.equals(manifest.release().digest());
        }
    }

    Index(WriteOnce files, Layout layout, Name service, Predicate<Entry> there) {
        this.files = files;
        this.layout = layout;
        this.service = service;
        this.there = there;
    }

    /** The versions whose releases are there, in the order of the pushes. */
    List<Version> versions() {
        return entries().stream()
                .filter(entry -> entry.complete() || there.test(entry))
                .map(Entry::version)
                .distinct()
                .toList();
    }

    /**
     * Adds a push, unless it is there.
     *
     * @return its number
     */
    int add(ReleaseManifest manifest) {
        List<Entry> earlier = entries();
        Optional<Entry> own =
                earlier.stream().filter(entry -> entry.isOf(manifest)).findFirst();
        if (own.isPresent()) {
            return own.get().number();
        }
        int number = last() + 1;
        for (int tries = 0; tries < WriteOnce.MOST_LOST; tries++) {
            Entry entry =
                    new Entry(number, manifest.version(), manifest.release().digest(), false);
            if (isAt(entry, files.write(layout.index(service, number), text(entry, earlier)))) {
                return number;
            }
            number++;
        }
        throw WriteOnce.lost(layout.index(service, number));
    }

    /** Whether that number is still the one of that push. */
    boolean has(int number, ReleaseManifest manifest) {
        return files.read(layout.index(service, number)).stream()
                .flatMap(text -> page(number, text).stream().limit(1))
                .anyMatch(entry -> entry.isOf(manifest));
    }

    private boolean isAt(Entry entry, String text) {
        return page(entry.number(), text).stream()
                .limit(1)
                .anyMatch(found -> found.version().equals(entry.version())
                        && found.digest().equals(entry.digest()));
    }

    /** Every push, oldest first. A file that cannot be read is passed over: its push adds itself again. */
    private List<Entry> entries() {
        List<Entry> newestFirst = new ArrayList<>();
        int number = last();
        while (number > 0) {
            int here = number;
            List<Entry> page = files.read(layout.index(service, here))
                    .map(text -> page(here, text))
                    .orElse(List.of());
            newestFirst.addAll(page);
            number = page.isEmpty() ? number - 1 : page.get(page.size() - 1).number() - 1;
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private int last() {
        return new Numbered(number -> files.exists(layout.index(service, number))).last();
    }

    private String text(Entry entry, List<Entry> all) {
        List<Json> carried = new ArrayList<>();
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - CARRIED); i--) {
            Entry earlier = all.get(i);
            boolean complete = earlier.complete() || there.test(earlier);
            carried.add(json(earlier).put("complete", complete).build());
        }
        return JsonText.line(json(entry)
                        .put("format", FORMAT)
                        .put("earlier", Json.of(carried))
                        .build())
                + "\n";
    }

    private static Json.Builder json(Entry entry) {
        return Json.object()
                .put("number", entry.number())
                .put("version", entry.version().text())
                .put("digest", entry.digest().toString());
    }

    /** The push of that number, and those before it that its file names, newest first; none when it is damaged. */
    private List<Entry> page(int number, String text) {
        try {
            Json.Obj json = JsonText.readObject(text);
            if (json.needNumber("format") > FORMAT) {
                throw newer(number, json.needNumber("format"));
            }
            List<Entry> page = new ArrayList<>(List.of(entry(json)));
            json.objects("earlier").forEach(item -> page.add(entry(item)));
            boolean inOrder = page.get(0).number() == number;
            for (int i = 1; i < page.size(); i++) {
                inOrder &= page.get(i).number() < page.get(i - 1).number();
            }
            return inOrder && page.get(page.size() - 1).number() > 0 ? page : List.of();
        } catch (JsonException | IllegalArgumentException | ArithmeticException | ClassCastException e) {
            return List.of();
        }
    }

    private Failure newer(int number, long format) {
        return Failure.refused(Problem.of("CD-436", layout.index(service, number) + " was written by a newer cdctl")
                .because("it has format " + format + ", and this one knows up to " + FORMAT)
                .remedy("use that version of cdctl"));
    }

    private static Entry entry(Json.Obj json) {
        return new Entry(
                Math.toIntExact(json.needNumber("number")),
                new Version(json.need("version")),
                Digest.parse(json.need("digest")),
                json.flag("complete"));
    }
}
