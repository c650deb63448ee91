package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.TimedPattern;
import dev.cdctl.version.ValuePath;
import dev.cdctl.version.place.Format;
import java.util.List;
import java.util.Set;

/** Finds the version in one kind of file. */
@FunctionalInterface
public interface Finder {
    /**
     * The edits that bring the version into a text, in no order; an edit may change nothing.
     *
     * @param path of the file, relative to pipeline.yaml, with slashes
     * @throws dev.cdctl.version.place.NoPlace when the file has no place for it
     * @throws dev.cdctl.model.Failure when the version cannot be written there
     */
    List<Edit> edits(String path, String text, Written version);

    /**
     * The finder for an entry of the pipeline.
     *
     * @param poms every pom.xml that is stamped, by this entry or another
     * @param files the files of this entry
     */
    static Finder of(StampSpec spec, Reactor poms, Set<String> files) {
        return switch (spec.kind()) {
            case ASSEMBLY_INFO ->
                (path, text, version) -> new AssemblyInfo(AssemblyInfo.Language.of(path)).edits(text, version);
            case DOTNET -> new DotnetProject();
            case POM -> poms;
            case NPM -> new NpmPackage(files);
            case JSON -> atPath(Format.JSON, spec);
            case YAML -> atPath(Format.YAML, spec);
            case TOML -> atPath(Format.TOML, spec);
            case PROPERTIES -> {
                ValuePath key = new ValuePath(spec.where(), List.of(ValuePath.member(spec.where())));
                yield (path, text, version) -> List.of(Format.PROPERTIES.edit(text, key, version.full()));
            }
            case XML -> new XmlPlace(spec.where());
            case INNO_SETUP -> new InnoSetup();
            case NSIS -> new Nsis();
            case WIX -> new Wix();
            case DOCKERFILE -> new Dockerfile();
            case FILE ->
                new PatternPlaces(TimedPattern.of(spec.where(), spec.origin()).oneGroup());
        };
    }

    private static Finder atPath(Format format, StampSpec spec) {
        ValuePath place = ValuePath.parse(spec.where());
        return (path, text, version) -> List.of(format.edit(text, place, version.full()));
    }
}
