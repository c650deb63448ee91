package dev.cdctl.wiring;

import dev.cdctl.model.Origin;
import dev.cdctl.version.VersionSpec.Source;
import java.util.List;

/** States in which a file, a variable or a command gives the version. */
final class FileStates {
    static final String FUNCTIONS = """
            mkdir w; cd w
            """;

    private static final Origin HERE = Origin.of("pipeline.yaml");
    private static final String PARENT =
            "<parent><groupId>g</groupId><artifactId>parent</artifactId><version>${revision}</version></parent>";

    private FileStates() {}

    static List<RepositoryState> all() {
        return List.of(
                maven("maven: the project's own version", "1.4.2", pom("<version>1.4.2</version>")),
                maven("maven: a snapshot", "1.4.2-SNAPSHOT", pom("<version>1.4.2-SNAPSHOT</version>")),
                maven("maven: the parent's version", "1.4.2", pom(PARENT.replace("${revision}", "1.4.2"))),
                maven(
                        "maven: `${revision}` from its properties",
                        "1.4.2",
                        pom("<version>${revision}</version><properties><revision>1.4.2</revision></properties>")),
                maven(
                        "maven: `${revision}${sha1}${changelist}`, as for the flatten plugin",
                        "1.4.2-SNAPSHOT",
                        pom("<version>${revision}${sha1}${changelist}</version><properties><revision>1.4.2</revision>"
                                + "<sha1/><changelist>-SNAPSHOT</changelist></properties>")),
                maven(
                        "maven: `${revision}` of the parent at `relativePath`",
                        "1.4.2",
                        "mkdir up; " + parent("up/pom.xml", "parent", "1.4.2")
                                + pom(PARENT.replace("</parent>", "<relativePath>up</relativePath></parent>"))),
                new RepositoryState(
                        "maven: a module, and `${revision}` of the pom above it",
                        "1.4.2",
                        new Source.Maven("module/pom.xml"),
                        "mkdir module; git init -q .; " + parent("pom.xml", "parent", "1.4.2") + "cd module; "
                                + pom(PARENT),
                        java.util.Map.of()),
                maven(
                        "maven: `-Drevision=1.4.2` in `.mvn/maven.config`",
                        "1.4.2",
                        "mkdir .mvn; echo '-T1 -Drevision=1.4.2' >.mvn/maven.config; "
                                + pom("<version>${revision}</version><properties><revision>0</revision></properties>")),
                maven(
                        "maven: the pom at `relativePath` is another project's",
                        "CD-213",
                        "mkdir up; " + parent("up/pom.xml", "stranger", "1.4.2")
                                + pom(PARENT.replace("</parent>", "<relativePath>up</relativePath></parent>"))),
                maven("maven: a property that nobody says", "CD-213", pom("<version>${revision}</version>")),
                maven("maven: no version", "CD-213", pom("")),
                maven("maven: no pom.xml", "CD-211", ""),
                npm("npm: package.json", "1.4.2", "echo '{\"name\": \"x\", \"version\": \"1.4.2\"}' >package.json"),
                npm("npm: package.json without a version", "CD-239", "echo '{\"name\": \"x\"}' >package.json"),
                npm("npm: a damaged package.json", "CD-238", "echo '{\"version\":' >package.json"),
                of("file: its content", "1.4.2", new Source.File("VERSION", "", HERE), "echo 1.4.2 >VERSION"),
                of(
                        "file: what a pattern finds",
                        "1.4.2",
                        new Source.File("setup.iss", "AppVersion=(.*)", HERE),
                        "printf 'x\\r\\nAppVersion=1.4.2\\r\\n' >setup.iss"),
                of(
                        "file: a text that is no version",
                        "CD-210",
                        new Source.File("VERSION", "", HERE),
                        "echo a b >VERSION"),
                of("env: a variable", "1.4.2", new Source.Env("RELEASE", HERE), "")
                        .with("RELEASE", "1.4.2"),
                of("env: a variable that is not set", "CD-214", new Source.Env("RELEASE", HERE), ""),
                of("command: its first line", "1.4.2", new Source.Command("cat v", HERE), "printf '1.4.2\\n9\\n' >v"),
                of("command: it fails", "CD-215", new Source.Command("exit 3", HERE), ""));
    }

    private static String pom(String content) {
        return "cat >pom.xml <<'E'\n<project><artifactId>x</artifactId>" + content + "</project>\nE\n";
    }

    private static String parent(String file, String name, String revision) {
        return "echo '<project><groupId>g</groupId><artifactId>" + name + "</artifactId><version>${revision}</version>"
                + "<properties><revision>" + revision + "</revision></properties></project>' >" + file + "; ";
    }

    private static RepositoryState maven(String name, String version, String script) {
        return of(name, version, new Source.Maven("pom.xml"), script);
    }

    private static RepositoryState npm(String name, String version, String script) {
        return of(name, version, new Source.Npm("package.json"), script);
    }

    private static RepositoryState of(String name, String version, Source source, String script) {
        return RepositoryState.of(name, version, source, script);
    }
}
