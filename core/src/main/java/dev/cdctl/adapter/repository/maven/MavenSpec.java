package dev.cdctl.adapter.repository.maven;

import dev.cdctl.adapter.repository.http.Access;
import dev.cdctl.artifact.RepositorySpec;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.List;

/**
 * A Maven repository: {@code {maven: https://repository.example/releases, group: com.example}}.
 *
 * @param classifiers where the archive of a release is that Maven deployed: its classifiers, an empty one for none
 */
public record MavenSpec(String url, String group, List<String> classifiers, Access access) implements RepositorySpec {
    private static final Type<String> GROUP =
            Types.of("a group id such as com.example", "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$", text -> {
                Types.check(text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"), "");
                return text;
            });
    private static final Type<String> CLASSIFIER = Types.of("a classifier such as bin", "^[A-Za-z0-9_.-]*$", text -> {
        Types.check(text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"), "");
        return text;
    });
    private static final Key<String> MAVEN = Key.required(
                    "maven", Paths.url(), "The URL of a Maven repository of releases.")
            .withEnvironment();
    private static final Key<String> GROUP_ID = Key.required(
                    "group", GROUP, "The group id; an archive's name is its artifact id.")
            .withEnvironment();
    private static final Key<List<String>> CLASSIFIERS = Key.of(
                    "classifiers",
                    new ListOf<>("a list of classifiers", CLASSIFIER),
                    "The classifiers under which the archive of a release may lie that `mvn deploy` put there; one"
                            + " without a classifier is found always.")
            .orEmpty();

    /** The block. */
    public static final Block<MavenSpec> BLOCK = Block.of(
            "a maven repository",
            values -> new MavenSpec(
                    values.get(MAVEN), values.get(GROUP_ID), values.get(CLASSIFIERS), Access.from(values)),
            MAVEN,
            GROUP_ID,
            CLASSIFIERS,
            Access.USER,
            Access.PASSWORD,
            Access.SERVER,
            Access.CA);

    /** Copies the list. */
    public MavenSpec {
        classifiers = List.copyOf(classifiers);
    }
}
