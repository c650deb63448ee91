package dev.cdctl.version.form;

import dev.cdctl.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The four numbers that Windows and .NET compare. A release is itself with zeros; a development build after a release
 * ({@code 1.4.3-dev.5.g3f2a9c81}) is that release and the distance ({@code 1.4.2.5}), so that it lies between the two;
 * any other pre-release has the numbers of its release.
 */
final class NumericForm {
    private static final List<String> PARTS = List.of("first", "second", "third", "fourth");
    private static final Pattern NUMBERS =
            Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:\\.(\\d+))?(?![\\d.]).*");

    /** 65535 is reserved in the metadata of an assembly. */
    private static final long GREATEST = 65534;

    private NumericForm() {}

    static Formed of(Version version) {
        List<Long> numbers =
                Semver.parse(version.text()).map(NumericForm::numbers).orElseGet(() -> leading(version));
        if (numbers.isEmpty()) {
            return impossible(version, "it does not begin with one to four numbers");
        }
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) > GREATEST) {
                return impossible(version, "its " + PARTS.get(i) + " number is above " + GREATEST);
            }
        }
        return new Formed.Text(
                String.join(".", numbers.stream().map(String::valueOf).toList()));
    }

    private static List<Long> numbers(Semver version) {
        if (!isDevelopment(version.pre())) {
            return List.of(version.major(), version.minor(), version.patch(), 0L);
        }
        long distance = number(version.pre().get(1));
        if (version.patch() > 0) {
            return List.of(version.major(), version.minor(), version.patch() - 1, distance);
        }
        // What was released before x.y.0 is not known; before 0.0.0 there was nothing.
        boolean first = version.major() == 0 && version.minor() == 0;
        return List.of(version.major(), version.minor(), 0L, first ? distance : 0L);
    }

    private static boolean isDevelopment(List<String> pre) {
        return pre.size() > 1 && pre.get(0).equals("dev") && isNumber(pre.get(1));
    }

    /** One to four numbers at the beginning, whatever follows; none when there are none, or more. */
    private static List<Long> leading(Version version) {
        Matcher matcher = NUMBERS.matcher(version.text());
        List<Long> numbers = new ArrayList<>();
        for (int i = 1; matcher.matches() && i <= PARTS.size(); i++) {
            numbers.add(number(Optional.ofNullable(matcher.group(i)).orElse("0")));
        }
        return numbers;
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The number, or one that is too great when it has more digits than any that fits. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static Formed impossible(Version version, String why) {
        return Formed.impossible("CD-223", "version " + version + " cannot be four numbers", why);
    }
}
