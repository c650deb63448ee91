package dev.cdctl.version.form;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How one tool or place writes versions. The order of two versions is the same in every form that can say them, as far
 * as docs/versions.md states.
 */
public enum Form {
    /** A version by semver.org 2.0.0. */
    SEMVER("semver", SemverForm::of),
    /** Four numbers, as .NET assemblies and Windows resources have them. */
    NUMERIC("numeric", NumericForm::of),
    /** The tag of an image, by the grammar of the distribution project's references. */
    DOCKER("docker", DockerForm::of),
    /** A version in the order of Maven's ComparableVersion. */
    MAVEN("maven", MavenForm::of),
    /** A version that npm publishes. */
    NPM("npm", NpmForm::of),
    /** The upstream version of a Debian package, in the order of dpkg. */
    DEBIAN("debian", DebianForm::of);

    private final String word;
    private final Function<Version, Formed> maker;

    Form(String word, Function<Version, Formed> maker) {
        this.word = word;
        this.maker = maker;
    }

    /** Its name on the command line, in JSON and at the end of {@code CDCTL_VERSION_}. */
    public String word() {
        return word;
    }

    /** The form of that name. */
    public static Optional<Form> named(String word) {
        for (Form form : values()) {
            if (form.word.equals(word)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    /** The version in this form, when the form can say it. */
    public Optional<String> find(Version version) {
        return maker.apply(version) instanceof Formed.Text made ? Optional.of(made.text()) : Optional.empty();
    }

    /**
     * The version in this form.
     *
     * @throws Failure when the form cannot say it
     */
    public String of(Version version) {
        Formed made = maker.apply(version);
        if (made instanceof Formed.Impossible none) {
            throw Failure.failed(none.problem());
        }
        return ((Formed.Text) made).text();
    }

    /** The version in every form that can say it, in the order of the forms. */
    public static Map<Form, String> all(Version version) {
        Map<Form, String> all = new LinkedHashMap<>();
        for (Form form : values()) {
            form.find(version).ifPresent(text -> all.put(form, text));
        }
        return all;
    }

    /** The variables that scripts get: {@code CDCTL_VERSION_DOCKER} and so on, without the forms that cannot be made. */
    public static Map<String, String> variables(Version version) {
        Map<String, String> variables = new LinkedHashMap<>();
        all(version).forEach((form, text) -> variables.put("CDCTL_VERSION_" + form.name(), text));
        return variables;
    }
}
