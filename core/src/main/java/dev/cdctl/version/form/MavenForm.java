package dev.cdctl.version.form;

import dev.cdctl.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version in the order of Maven's ComparableVersion. It sorts every qualifier that it does not know after the
 * release, so {@code dev} gets a place among those that it knows: {@code milestone.0.dev}, after {@code beta} and
 * before {@code rc}, as in semver. The plus sign stays: Maven sorts {@code 1.4.2+7} right after {@code 1.4.2}.
 */
final class MavenForm {
    /** What Maven sorts before the release; {@code a}, {@code b} and {@code m} only with a digit right behind. */
    private static final Pattern BEFORE_RELEASE = Pattern.compile(
            "(?:(?:alpha|beta|milestone|rc|cr|snapshot)(?![a-z])|[abm]\\d).*", Pattern.CASE_INSENSITIVE);

    private static final List<String> DEVELOPMENT = List.of("milestone", "0");

    private MavenForm() {}

    static Formed of(Version version) {
        Optional<Semver> semver = Semver.parse(version.text());
        List<String> pre = semver.map(Semver::pre).orElse(List.of());
        if (pre.isEmpty() || BEFORE_RELEASE.matcher(pre.get(0)).matches()) {
            return new Formed.Text(version.text());
        }
        if (!pre.get(0).equals("dev")) {
            return Formed.impossible(
                    "CD-230",
                    "version " + version + " cannot be a version of Maven",
                    "Maven does not know the pre-release '" + pre.get(0) + "' and sorts it after the release");
        }
        List<String> known = new ArrayList<>(DEVELOPMENT);
        known.addAll(pre);
        Semver found = semver.orElseThrow();
        return new Formed.Text(
                new Semver(found.major(), found.minor(), found.patch(), known, found.build()).toString());
    }
}
