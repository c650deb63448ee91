package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.archive.EntryName;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a repository holds as the manifest of a release. It is checked whenever it is read, because anyone may have
 * written it.
 *
 * @param place where it lies, for people
 */
public record StoredManifest(String place, Name service, Version version) {
    /** The name of the manifest's file. */
    public static final String FILE = "release.json";

    private static final int FORMAT = 1;

    /**
     * Reads it.
     *
     * @param reserved the names of files that the repository keeps itself
     * @throws Failure refused, when it is damaged, of a newer format or that of another release
     */
    public ReleaseManifest parse(String text, Set<String> reserved) {
        ReleaseManifest manifest = parse(text);
        if (!manifest.text().equals(text)
                || !manifest.service().equals(service)
                || !manifest.version().equals(version)) {
            throw damaged(FILE + " is not as it was written, or belongs to another release");
        }
        manifest.artifacts().forEach(item -> checkFileName(item.file(), reserved));
        return manifest;
    }

    private ReleaseManifest parse(String text) {
        try {
            requireFormat(JsonText.readObject(text), FORMAT, FILE);
            return ReleaseManifest.parse(text);
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            throw damaged(FILE + " cannot be read: " + e.getMessage());
        }
    }

    /** Refuses what a newer cdctl wrote. */
    public void requireFormat(Json.Obj json, int known, String file) {
        if (json.needNumber("format") > known) {
            throw Failure.refused(Problem.of("CD-436", place + "/" + file + " was written by a newer cdctl")
                    .because("it has format " + json.needNumber("format") + ", and this one knows up to " + known)
                    .remedy("use that version of cdctl"));
        }
    }

    /** The release cannot be trusted. */
    public Failure damaged(String why) {
        return Failure.refused(
                Problem.of("CD-434", "the release " + service + " " + version + " is damaged in " + place)
                        .because(why)
                        .remedy("restore the folder from a backup, or push the release again under a new version"));
    }

    /**
     * Compares what was pushed before with what is being pushed.
     *
     * @throws Failure refused, when something differs
     */
    public static void requireSame(ReleaseManifest here, ReleaseManifest pushed) {
        if (!here.equals(pushed)) {
            throw otherBytes(
                    pushed,
                    "there is " + here.release().digest() + ", and this is "
                            + pushed.release().digest() + "; different: "
                            + String.join(", ", differences(here, pushed)));
        }
    }

    /** Other bytes are there under the version of what is being pushed. */
    public static Failure otherBytes(ReleaseManifest pushed, String why) {
        return Failure.refused(Problem.of(
                        "CD-433", "other bytes were pushed as " + pushed.service() + " " + pushed.version() + " before")
                .because(why)
                .remedy("give the new bytes a version of their own; what was pushed never changes"));
    }

    private static List<String> differences(ReleaseManifest here, ReleaseManifest pushed) {
        List<String> differences = new ArrayList<>();
        if (!here.commit().equals(pushed.commit())) {
            differences.add("the commit");
        }
        for (ReleaseManifest.Item item : pushed.artifacts()) {
            if (!here.artifacts().contains(item)) {
                differences.add(item.file() + " (there " + digest(here, item.file()) + ", here " + item.digest() + ")");
            }
        }
        for (ReleaseManifest.Item item : here.artifacts()) {
            if (pushed.artifacts().stream().noneMatch(other -> other.file().equals(item.file()))) {
                differences.add(item.file() + " (no longer there)");
            }
        }
        if (!here.images().equals(pushed.images())) {
            differences.add("the images");
        }
        return differences.isEmpty() ? List.of("the order of the artifacts") : differences;
    }

    private static String digest(ReleaseManifest manifest, String file) {
        return manifest.artifacts().stream()
                .filter(item -> item.file().equals(file))
                .map(item -> item.digest().toString())
                .findFirst()
                .orElse("none");
    }

    /**
     * Refuses what is no plain name of a file, or is that of a file which the repository keeps itself.
     *
     * @throws Failure refused
     */
    public static void checkFileName(String file, Set<String> reserved) {
        if (!EntryName.isPlain(file) || file.startsWith(".") || reserved.contains(file)) {
            throw Failure.refused(Problem.of("CD-438", "an artifact cannot have the file name '" + file + "'")
                    .because("it would lie outside of the release's folder, or in the place of another file")
                    .remedy("find out who wrote that manifest; push the release again under a new version"));
        }
    }

    /** The release is not in the repository, or not with these bytes. */
    public static Failure notPushed(ReleaseManifest manifest, String repository) {
        return Failure.refused(Problem.of(
                        "CD-435", manifest.service() + " " + manifest.release().brief() + " is not in " + repository)
                .remedy("push it first, or name one that was pushed"));
    }

    /** A file that is to be pushed is not the one that was packaged. */
    public static Failure notPackaged(ReleaseManifest.Item item, String why) {
        return Failure.failed(Problem.of("CD-437", "the artifact " + item.file() + " is not what was packaged")
                .because(why)
                .remedy("run `cdctl package` again"));
    }
}
