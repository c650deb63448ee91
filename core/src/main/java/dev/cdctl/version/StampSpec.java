package dev.cdctl.version;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.version.form.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of {@code version.stamp}: files that the version is written into.
 *
 * @param glob the files, relative to the repository
 * @param where the path or the regular expression that finds the version; empty for kinds that know it themselves
 * @param form how the version is written; the kind's own when absent
 * @param origin where pipeline.yaml says so
 */
public record StampSpec(Kind kind, String glob, String where, Optional<Form> form, Origin origin) {
    private static final Key<Form> FORM = Key.of(
            "form",
            Types.word(Form.values(), Form::word),
            "How the version is written; without it, the way that such files want it (docs/stamping.md).");

    /** One entry of the {@code stamp} key. */
    public static final Choice<StampSpec> CHOICE = Choice.of("a stamp", blocks());

    /** What kind of file it is, which says where the version stands in it and in which form. */
    public enum Kind {
        ASSEMBLY_INFO(
                "AssemblyInfo files of C#, VB and F#: AssemblyVersion and AssemblyFileVersion are set as four numbers,"
                        + " AssemblyInformationalVersion in full."),
        DOTNET("Projects of .NET (.csproj, .vbproj, .fsproj) and Directory.Build.props: Version, PackageVersion and"
                + " InformationalVersion are set in full, AssemblyVersion and FileVersion as four numbers."),
        POM(
                "pom.xml files: the project's own version or the property that it is, and the parent's version where"
                        + " that parent is among the files.",
                Form.MAVEN),
        NPM("package.json files, and the package-lock.json or npm-shrinkwrap.json beside each.", Form.NPM),
        JSON("JSON files, together with `path`; comments are allowed.", PathForm.VALUES),
        YAML("YAML files, together with `path`.", PathForm.VALUES),
        TOML("TOML files, together with `path`.", PathForm.VALUES),
        PROPERTIES("Properties files of Java, together with `path`, the key.", PathForm.KEY),
        XML("XML files, together with `path`: `a/b`, `a/b[2]/c` or `a/b/@version`.", PathForm.ELEMENTS),
        INNO_SETUP("Scripts of Inno Setup: AppVersion in full, VersionInfoVersion as four numbers."),
        NSIS(
                "Scripts of NSIS: VIProductVersion and VIFileVersion as four numbers, ProductVersion and !define in full."),
        WIX("Sources of WiX: the Version of Product, Package and Bundle.", Form.NUMERIC),
        DOCKERFILE("Dockerfiles: the label org.opencontainers.image.version, or the ARG or ENV that it is taken from."),
        FILE("Any text files, together with `pattern`.", PathForm.PATTERN);

        private final String doc;
        private final Optional<Form> form;
        private final Optional<PathForm> path;

        Kind(String doc) {
            this(doc, Optional.empty(), Optional.empty());
        }

        Kind(String doc, Form form) {
            this(doc, Optional.of(form), Optional.empty());
        }

        Kind(String doc, PathForm path) {
            this(doc, Optional.empty(), Optional.of(path));
        }

        Kind(String doc, Optional<Form> form, Optional<PathForm> path) {
            this.doc = doc;
            this.form = form;
            this.path = path;
        }

        /** The key in pipeline.yaml. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** How such files have the version unless the pipeline says otherwise; as it is when empty. */
        public Optional<Form> form() {
            return form;
        }
    }

    /** How a place in a file is written. */
    private enum PathForm {
        VALUES(
                "path",
                Types.of(
                        "a path such as a.b[0].c",
                        "^.+$",
                        text -> ValuePath.parse(text).text()),
                "Where the version is: names with dots between them, `[0]` for the first item of a list, `[\"a.b\"]`"
                        + " for a name with a dot."),
        KEY("path", Types.line("a key"), "The key that has the version."),
        ELEMENTS(
                "path",
                Types.of(
                        "a path such as a/b/c or a/b/@c",
                        "^.+$",
                        text -> ElementPath.parse(text).text()),
                "Where the version is: the elements from the root with slashes between them, `[2]` for the second of"
                        + " that name, `@name` at the end for an attribute."),
        PATTERN(
                "pattern",
                Types.pattern(),
                "A regular expression; the version replaces what its only group matches, everywhere in the file.");

        private final Key<String> key;

        PathForm(String name, Type<String> type, String doc) {
            key = Key.required(name, type, doc);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type, read only
    private static Block<StampSpec>[] blocks() {
        Kind[] kinds = Kind.values();
        Block<StampSpec>[] blocks = new Block[kinds.length];
        for (Kind kind : kinds) {
            blocks[kind.ordinal()] = block(kind);
        }
        return blocks;
    }

    private static Block<StampSpec> block(Kind kind) {
        Key<String> glob = Key.required(kind.word(), Paths.glob(), kind.doc);
        List<Key<?>> keys = new ArrayList<>(List.of(glob));
        kind.path.ifPresent(path -> keys.add(path.key));
        keys.add(FORM);
        return Block.of("a stamp", values -> from(kind, glob, values), keys.toArray(Key[]::new));
    }

    private static StampSpec from(Kind kind, Key<String> glob, Values values) {
        String where = kind.path.map(path -> values.get(path.key)).orElse("");
        return new StampSpec(kind, values.get(glob), where, values.find(FORM), values.origin(glob));
    }

    /** How the version is written into these files; as it is when empty. */
    public Optional<Form> writtenAs() {
        return form.or(kind::form);
    }
}
