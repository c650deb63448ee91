package dev.cdctl.supply.sbom;

import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads what a jar, war or ear consists of: itself, what was shaded into it, and the jars in it, such as those below
 * {@code BOOT-INF/lib}. Not thread-safe.
 */
final class Jar {
    private static final Pattern NAME = Pattern.compile(".*\\.(jar|war|ear)");
    private static final Pattern PROPERTIES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final int DEEPEST = 4;
    private static final int LARGEST_TEXT = 1024 * 1024;

    private final String place;
    private final int depth;
    private final AtomicLong budget;
    private final List<Component> inside = new ArrayList<>();
    private final List<Maven> coordinates = new ArrayList<>();
    private Optional<Maven> manifest = Optional.empty();

    private Jar(String place, int depth, AtomicLong budget) {
        this.place = place;
        this.depth = depth;
        this.budget = budget;
    }

    /** Whether a file of that name is one. */
    static boolean isOne(String path) {
        return NAME.matcher(path).matches();
    }

    /**
     * Everything that the jar consists of.
     *
     * @param place its path
     * @param budget how many bytes may come out of all jars; what is left when it is used up is not looked into
     */
    static List<Component> read(String place, InputStream content, AtomicLong budget) throws IOException {
        return new Jar(place, 0, budget).components(content);
    }

    private List<Component> components(InputStream content) throws IOException {
        Measured measured = Measured.of(content);
        try (ZipInputStream zip = new ZipInputStream(measured)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                visit(entry.getName(), zip);
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of(whole(measured.rest()));
        }
        return found(measured.rest());
    }

    private void visit(String name, InputStream entry) throws IOException {
        InputStream metered = new Metered(entry, budget);
        if (PROPERTIES.matcher(name).matches()) {
            Maven.ofProperties(text(metered)).ifPresent(coordinates::add);
        } else if (name.equals("META-INF/MANIFEST.MF")) {
            manifest = Maven.ofManifest(text(metered));
        } else if (isOne(name) && depth < DEEPEST) {
            inside.addAll(new Jar(place + "!/" + name, depth + 1, budget).components(metered));
        }
        metered.transferTo(java.io.OutputStream.nullOutputStream());
    }

    private static byte[] text(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write(in.readNBytes(LARGEST_TEXT));
        return text.toByteArray();
    }

    /** Its own coordinates are those that fit its name; others came in by shading. */
    private List<Component> found(Digest digest) {
        String file = place.substring(Math.max(place.lastIndexOf('/'), place.lastIndexOf('!')) + 1);
        Optional<Maven> own = coordinates.stream()
                .filter(each -> each.fits(file))
                .findFirst()
                .or(() -> coordinates.size() == 1 ? Optional.of(coordinates.get(0)) : Optional.empty());
        List<Component> all = new ArrayList<>();
        all.add(own.or(() -> manifest.filter(named -> coordinates.isEmpty()))
                .map(known -> known.in(place, Optional.of(digest)))
                .orElseGet(() -> whole(digest)));
        coordinates.stream()
                .filter(each -> !Optional.of(each).equals(own))
                .map(each ->
                        each.in(place + "!/META-INF/maven/" + each.group() + "/" + each.artifact(), Optional.empty()))
                .forEach(all::add);
        all.addAll(inside);
        return all;
    }

    private Component whole(Digest digest) {
        return Component.file(place, digest);
    }
}
