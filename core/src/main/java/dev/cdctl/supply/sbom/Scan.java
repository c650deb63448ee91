package dev.cdctl.supply.sbom;

import dev.cdctl.artifact.archive.ArchiveManifest;
import dev.cdctl.artifact.archive.Limits;
import dev.cdctl.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Takes the files of an archive, or of the layers of an image from the lowest on, and finds out what they are. */
final class Scan {
    private static final int LARGEST_TEXT = 64 * 1024 * 1024;
    private static final String RELEASE = "etc/os-release";
    private static final String OTHER_RELEASE = "usr/lib/os-release";

    private final AtomicLong budget = new AtomicLong(Limits.usual().bytes());
    private final Map<String, Digest> files = new TreeMap<>();
    private final Map<String, List<Component>> jars = new TreeMap<>();
    private final Map<String, byte[]> texts = new TreeMap<>();

    /** Takes one file; one of the same path that was there before is forgotten. */
    void file(String path, InputStream content) throws IOException {
        remove(path);
        if (path.equals(ArchiveManifest.FILE)) {
            return;
        }
        if (Jar.isOne(path)) {
            jars.put(path, Jar.read(path, content, budget));
            return;
        }
        Measured measured = Measured.of(content);
        if (isTold(path)) {
            texts.put(path, measured.readNBytes(LARGEST_TEXT));
        }
        files.put(path, measured.rest());
    }

    /** Forgets what lies at that path and below it; everything, when the path is empty. */
    void remove(String path) {
        for (Map<String, ?> each : List.of(files, jars, texts)) {
            each.keySet().removeIf(key -> path.isEmpty() || key.equals(path) || key.startsWith(path + "/"));
        }
    }

    private static boolean isTold(String path) {
        return Npm.INSTALLED.matcher(path).matches()
                || Npm.LOCK.matcher(path).matches()
                || Debian.STATUS.matcher(path).matches()
                || Debian.OWNED.matcher(path).matches()
                || path.equals(RELEASE)
                || path.equals(OTHER_RELEASE);
    }

    /** Everything that was found, sorted. Files that belong to a package are not told again. */
    List<Component> components() {
        List<Component> all = new ArrayList<>();
        jars.values().forEach(all::addAll);
        Set<String> packages = packages(all);
        locked(packages, all);
        debian(all);
        Set<String> owned = owned();
        files.forEach((path, digest) -> {
            if (!owned.contains(merged(path)) && folders(path).noneMatch(packages::contains)) {
                all.add(Component.file(path, digest));
            }
        });
        return all.stream().sorted().toList();
    }

    /** The folders of the installed npm packages. */
    private Set<String> packages(List<Component> all) {
        Set<String> folders = new HashSet<>();
        texts.forEach((path, text) -> {
            if (Npm.INSTALLED.matcher(path).matches()) {
                Npm.installed(path, text).ifPresent(found -> {
                    all.add(found);
                    folders.add(path.substring(0, path.lastIndexOf('/')));
                });
            }
        });
        return folders;
    }

    /** A lock file counts where nothing is installed beside it. */
    private void locked(Set<String> packages, List<Component> all) {
        texts.forEach((path, text) -> {
            String folder = path.substring(0, path.lastIndexOf('/') + 1) + "node_modules/";
            if (Npm.LOCK.matcher(path).matches() && packages.stream().noneMatch(each -> each.startsWith(folder))) {
                all.addAll(Npm.locked(path, text));
            }
        });
    }

    private void debian(List<Component> all) {
        byte[] release = texts.getOrDefault(RELEASE, texts.getOrDefault(OTHER_RELEASE, new byte[0]));
        String system = new String(release, StandardCharsets.UTF_8);
        texts.forEach((path, text) -> {
            if (Debian.STATUS.matcher(path).matches()) {
                all.addAll(Debian.installed(path, text, system));
            }
        });
    }

    private Set<String> owned() {
        Set<String> owned = new HashSet<>();
        texts.forEach((path, text) -> {
            if (Debian.OWNED.matcher(path).matches()) {
                new String(text, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("^/", ""))
                        .map(Scan::merged)
                        .forEach(owned::add);
            }
        });
        return owned;
    }

    /** {@code bin}, {@code lib} and others may be links into {@code usr}, and packages say either. */
    private static String merged(String path) {
        return path.startsWith("usr/") ? path.substring(4) : path;
    }

    private static Stream<String> folders(String path) {
        return Stream.iterate(path.lastIndexOf('/'), slash -> slash > 0, slash -> path.lastIndexOf('/', slash - 1))
                .map(slash -> path.substring(0, slash));
    }
}
