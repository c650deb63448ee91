package dev.cdctl.version.form;

import dev.cdctl.model.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upstream version of a Debian package: a tilde before what is a pre-release, because dpkg sorts it before the end
 * of the text. A hyphen would begin the package's revision, so any other one is a plus sign. See deb-version(7).
 */
final class DebianForm {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+(?:\\.\\d+)*)(-?)([^_]*)");

    private DebianForm() {}

    static Formed of(Version version) {
        Matcher matcher = NUMBERS.matcher(version.text());
        if (!matcher.matches()) {
            return Formed.impossible(
                    "CD-233",
                    "version " + version + " cannot be a version of a Debian package",
                    "it must begin with a digit and have no underscore");
        }
        String mark = matcher.group(2).isEmpty() ? "" : "~";
        return new Formed.Text(matcher.group(1) + mark + matcher.group(3).replace('-', '+'));
    }
}
