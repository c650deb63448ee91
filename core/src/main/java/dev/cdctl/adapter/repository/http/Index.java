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
        int number = earlier.isEmpty() ? 1 : earlier.get(earlier.size() - 1).number() + 1;
        while (true) {
            Entry entry =
                    new Entry(number, manifest.version(), manifest.release().digest(), false);
            if (isAt(entry, files.write(layout.index(service, number), text(entry, earlier)))) {
                return number;
            }
            number++;
        }
    }

    /** Whether that number is still the one of that push. */
    boolean has(int number, ReleaseManifest manifest) {
        return files.read(layout.index(service, number))
                .filter(text -> page(number, text).get(0).isOf(manifest))
                .isPresent();
    }

    private boolean isAt(Entry entry, String text) {
        Entry found = page(entry.number(), text).get(0);
        return found.version().equals(entry.version()) && found.digest().equals(entry.digest());
    }

    /** Every push, oldest first. */
    private List<Entry> entries() {
        List<Entry> newestFirst = new ArrayList<>();
        int number = new Numbered(n -> files.exists(layout.index(service, n))).last();
        while (number > 0) {
            int here = number;
            String text = files.read(layout.index(service, here))
                    .orElseThrow(() -> damaged(here, "it was there a moment ago"));
            List<Entry> page = page(here, text);
            newestFirst.addAll(page);
            number = page.get(page.size() - 1).number() - 1;
        }
        Collections.reverse(newestFirst);
        return newestFirst;
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

    /** The push of that number, and those before it that its file names, newest first. */
    private List<Entry> page(int number, String text) {
        try {
            Json.Obj json = JsonText.readObject(text);
            if (json.needNumber("format") > FORMAT) {
                throw Failure.refused(Problem.of(
                                "CD-436", layout.index(service, number) + " was written by a newer cdctl")
                        .because("it has format " + json.needNumber("format") + ", and this one knows up to " + FORMAT)
                        .remedy("use that version of cdctl"));
            }
            List<Entry> page = new ArrayList<>(List.of(entry(json)));
            json.items("earlier").forEach(item -> page.add(entry((Json.Obj) item)));
            for (int i = 0; i < page.size(); i++) {
                if (page.get(i).number() > number - i) {
                    throw damaged(number, "its numbers are out of order");
                }
            }
            return page;
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            throw damaged(number, String.valueOf(e.getMessage()));
        }
    }

    private static Entry entry(Json.Obj json) {
        return new Entry(
                Math.toIntExact(json.needNumber("number")),
                new Version(json.need("version")),
                Digest.parse(json.need("digest")),
                json.flag("complete"));
    }

    private Failure damaged(int number, String why) {
        return Failure.refused(Problem.of("CD-449", "the index of " + service + " is damaged")
                .because(layout.index(service, number) + " cannot be used: " + why)
                .remedy("restore that file from a backup; releases can be deployed by their version meanwhile"));
    }
}
