package dev.cdctl.version.form;

import dev.cdctl.model.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills up to three numbers: {@code 1.4-SNAPSHOT} is {@code 1.4.0-SNAPSHOT}, {@code 2026.03.05} is {@code 2026.3.5}. */
final class SemverForm {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(?:\\.(\\d{1,18}))?(?:\\.(\\d{1,18}))?([-+].*)?");

    private SemverForm() {}

    static Formed of(Version version) {
        return find(version)
                .<Formed>map(semver -> new Formed.Text(semver.toString()))
                .orElseGet(() -> Formed.impossible(
                        "CD-229",
                        "version " + version + " cannot be written by the rules of semver.org",
                        "it is not one to three numbers with a pre-release after '-' or a build after '+'"));
    }

    static Optional<Semver> find(Version version) {
        Matcher matcher = SHORT.matcher(version.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String rest = Optional.ofNullable(matcher.group(4)).orElse("");
        return Semver.parse(number(matcher, 1) + "." + number(matcher, 2) + "." + number(matcher, 3) + rest);
    }

    private static long number(Matcher matcher, int group) {
        return Optional.ofNullable(matcher.group(group)).map(Long::parseLong).orElse(0L);
    }
}
