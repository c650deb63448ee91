package dev.cdctl.version.form;

import dev.cdctl.model.Version;
import java.util.Optional;
import java.util.stream.Stream;

/** What npm makes of a semver: it leaves the build out, and refuses a number that JavaScript cannot hold. */
final class NpmForm {
    /** The greatest whole number that JavaScript holds exactly. */
    private static final long GREATEST = (1L << 53) - 1;

    private static final String CODE = "CD-232";

    private NpmForm() {}

    static Formed of(Version version) {
        Optional<Semver> found = SemverForm.find(version);
        if (found.isEmpty()) {
            return impossible(version, "npm takes versions by the rules of semver.org only");
        }
        Semver semver = found.get();
        boolean tooGreat =
                Stream.of(semver.major(), semver.minor(), semver.patch()).anyMatch(number -> number > GREATEST)
                        || semver.pre().stream().anyMatch(NpmForm::tooGreat);
        return tooGreat
                ? impossible(version, "a number is above " + GREATEST)
                : new Formed.Text(
                        new Semver(semver.major(), semver.minor(), semver.patch(), semver.pre(), "").toString());
    }

    private static boolean tooGreat(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9')
                && (identifier.length() > 16 || Long.parseLong(identifier) > GREATEST);
    }

    private static Formed impossible(Version version, String why) {
        return Formed.impossible(CODE, "version " + version + " cannot be a version of npm", why);
    }
}
