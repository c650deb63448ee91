package dev.cdctl.version;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import java.util.List;

/** The {@code version} block: where the version comes from, and what it is written into. */
public record VersionSpec(Source from, List<StampSpec> stamps) {
    private static final Key<Source> FROM =
            Key.of("from", Source.CHOICE, "Where the version comes from.").or("git");
    private static final Key<List<StampSpec>> STAMP = Key.of(
                    "stamp",
                    new ListOf<StampSpec>("a list of files to stamp", StampSpec.CHOICE),
                    "The files that the version is written into before they are built or packaged.")
            .orEmpty();

    /** The {@code version} block. */
    public static final Block<VersionSpec> BLOCK =
            Block.of("a version block", values -> new VersionSpec(values.get(FROM), values.get(STAMP)), FROM, STAMP);

    /** Copies the list. */
    public VersionSpec {
        stamps = List.copyOf(stamps);
    }

    /** Where a version comes from. */
    public sealed interface Source {
        /** The nearest tag of the commit: {@code <prefix>1.4.2}. */
        record Git(String tagPrefix) implements Source {}

        /** The nearest tag of the revision: a copy {@code tags/<prefix>1.4.2}. */
        record Svn(String tagPrefix) implements Source {}

        /** The {@code version} of a package.json. */
        record Npm(String file) implements Source {}

        /** The {@code version} of a pom.xml. */
        record Maven(String pom) implements Source {}

        /** A file's content, or what the pattern's first group finds in it. */
        record File(String path, String pattern, Origin origin) implements Source {}

        /** An environment variable. */
        record Env(String name, Origin origin) implements Source {}

        /** The first line that a command writes. */
        record Command(String run, Origin origin) implements Source {}

        /** The {@code from} key: {@code git}, or {@code {git: {...}}}. */
        Choice<Source> CHOICE = Choice.<Source>of(
                        "a source of versions",
                        SourceKeys.GIT_BLOCK,
                        SourceKeys.SVN_BLOCK,
                        SourceKeys.MAVEN_BLOCK,
                        SourceKeys.NPM_BLOCK,
                        SourceKeys.FILE_BLOCK,
                        SourceKeys.ENV_BLOCK,
                        SourceKeys.COMMAND_BLOCK)
                .orWord();
    }

    private static final class SourceKeys {
        static final Key<String> TAG_PREFIX = Key.of(
                        "tag-prefix",
                        Types.anyText("the start of a tag"),
                        "What stands before the version in the name of a tag: `v` for `v1.4.2`; may be empty.")
                .or("v");
        static final Key<Source> GIT = Key.of(
                        "git",
                        Block.<Source>of("a git block", values -> new Source.Git(values.get(TAG_PREFIX)), TAG_PREFIX),
                        "The nearest tag of the commit, with distance and commit when the commit has none.")
                .orEmpty();
        static final Block<Source> GIT_BLOCK = Block.of("a source of versions", values -> values.get(GIT), GIT);

        static final Key<Source> SVN = Key.of(
                        "svn",
                        Block.<Source>of("an svn block", values -> new Source.Svn(values.get(TAG_PREFIX)), TAG_PREFIX),
                        "The nearest tag of the revision: a copy in `tags`, beside the `trunk` or `branches` that is"
                                + " checked out.")
                .orEmpty();
        static final Block<Source> SVN_BLOCK = Block.of("a source of versions", values -> values.get(SVN), SVN);

        static final Key<String> NPM = Key.of("npm", Paths.relative(), "The `version` of this package.json.")
                .or("package.json");
        static final Block<Source> NPM_BLOCK =
                Block.of("a source of versions", values -> new Source.Npm(values.get(NPM)), NPM);

        static final Key<String> MAVEN = Key.of(
                        "maven",
                        Paths.relative(),
                        "The `version` of this pom.xml; its parents in the repository may say it.")
                .or("pom.xml");
        static final Block<Source> MAVEN_BLOCK =
                Block.of("a source of versions", values -> new Source.Maven(values.get(MAVEN)), MAVEN);

        static final Key<String> FILE =
                Key.of("file", Paths.relative(), "The content of this file.").or("VERSION");
        static final Key<String> PATTERN = Key.of(
                "pattern",
                Types.pattern(),
                "What the only group of this regular expression finds first in the file; without it, the whole file.");
        static final Block<Source> FILE_BLOCK = Block.of("a source of versions", SourceKeys::file, FILE, PATTERN);

        static final Key<String> ENV = Key.required(
                        "env", Types.variable(), "The environment variable of this name, such as one that CI sets.")
                .withEnvironment();
        static final Block<Source> ENV_BLOCK =
                Block.of("a source of versions", values -> new Source.Env(values.get(ENV), values.origin(ENV)), ENV);

        static final Key<String> COMMAND = Key.required(
                "command", Types.text("a command"), "The first line that this command writes; run by `sh`.");
        static final Block<Source> COMMAND_BLOCK = Block.of(
                "a source of versions",
                values -> new Source.Command(values.get(COMMAND), values.origin(COMMAND)),
                COMMAND);

        private static Source file(Values values) {
            return new Source.File(values.get(FILE), values.find(PATTERN).orElse(""), values.origin(FILE));
        }
    }
}
