package dev.cdctl.version.stamp;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.version.Pom;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.XmlText;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the things are called that stamped sources become.
 *
 * @param coordinates group and artifact of Maven, with a colon in between
 * @param packages names of npm packages
 * @param assemblies names of .NET assemblies in lower case
 */
public record OwnNames(Set<String> coordinates, Set<String> packages, Set<String> assemblies) {
    /** Copies the sets. */
    public OwnNames {
        coordinates = Set.copyOf(coordinates);
        packages = Set.copyOf(packages);
        assemblies = Set.copyOf(assemblies);
    }

    /** No names. */
    public static OwnNames none() {
        return new OwnNames(Set.of(), Set.of(), Set.of());
    }

    /** The names in the files of these entries; a file that is missing or damaged gives none. */
    public static OwnNames of(Path folder, List<StampSpec> specs) {
        SourceFiles files = new SourceFiles(folder);
        Set<String> coordinates = new HashSet<>();
        Set<String> packages = new HashSet<>();
        Set<String> assemblies = new HashSet<>();
        for (StampSpec spec : specs) {
            switch (spec.kind()) {
                case POM ->
                    paths(files, spec).forEach(path -> coordinates(files, path).ifPresent(coordinates::add));
                case NPM ->
                    paths(files, spec).forEach(path -> packageName(files, path).ifPresent(packages::add));
                case DOTNET -> paths(files, spec).forEach(path -> assemblies.add(assembly(files, path)));
                default -> {}
            }
        }
        return new OwnNames(coordinates, packages, assemblies);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return coordinates.isEmpty() && packages.isEmpty() && assemblies.isEmpty();
    }

    private static List<String> paths(SourceFiles files, StampSpec spec) {
        try {
            return files.find(spec);
        } catch (Failure e) {
            return List.of();
        }
    }

    private static Optional<String> coordinates(SourceFiles files, String path) {
        try {
            return Optional.of(Pom.parse(path, files.read(path).text()).coordinates());
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    private static Optional<String> packageName(SourceFiles files, String path) {
        try {
            Json.Obj json = JsonText.readObject(files.read(path).text());
            return json.text("name");
        } catch (Failure | JsonException e) {
            return Optional.empty();
        }
    }

    /** The name that the project says, or that of its file. */
    private static String assembly(SourceFiles files, String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        String base = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
        try {
            String text = files.read(path).text();
            XmlText xml = XmlText.parse(text);
            return xml.elements().stream()
                    .filter(element -> element.path().equals("Project/PropertyGroup/AssemblyName"))
                    .flatMap(element -> xml.place(element).stream())
                    .map(place -> text.substring(place.from(), place.to()))
                    .filter(name -> !name.isEmpty() && !name.contains("$("))
                    .findFirst()
                    .orElse(base)
                    .toLowerCase(Locale.ROOT);
        } catch (Failure | XmlText.Damaged e) {
            return base.toLowerCase(Locale.ROOT);
        }
    }
}
