package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.ValuePath;
import dev.cdctl.version.place.Format;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The version of an npm package, and in its lock file that of the package and of the workspaces that are stamped too.
 *
 * @param files what is stamped together
 */
record NpmPackage(Set<String> files) implements Finder {
    private static final String PACKAGE = "package.json";
    private static final ValuePath VERSION = ValuePath.parse("version");

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        if (!NpmLocks.NAMES.contains(path.substring(folder.length()))) {
            return List.of(Format.JSON.edit(text, VERSION, version.full()));
        }
        List<ValuePath> places = new ArrayList<>(List.of(VERSION));
        files.stream()
                .filter(file -> file.startsWith(folder) && file.endsWith(PACKAGE))
                .map(file -> file.substring(folder.length(), file.length() - PACKAGE.length()))
                .map(workspace -> workspace.endsWith("/") ? workspace.substring(0, workspace.length() - 1) : workspace)
                .forEach(name -> places.add(ValuePath.parse("packages[\"" + name + "\"].version")));
        List<Edit> edits = places.stream()
                .flatMap(place -> Format.JSON.find(text, place, version.full()).stream())
                .toList();
        if (edits.isEmpty()) {
            throw NoPlace.missing("it has no version", "npm install --package-lock-only");
        }
        return edits;
    }
}
