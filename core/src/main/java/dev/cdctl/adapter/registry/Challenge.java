package dev.cdctl.adapter.registry;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to see: the WWW-Authenticate header of RFC 9110, section 11.6.1.
 *
 * @param scheme in lower case: {@code basic} or {@code bearer}
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*(basic|bearer)\\s+");
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    /** The first of the two schemes that a header asks for; Bearer when it asks for both. */
    static Optional<Challenge> parse(String header) {
        Optional<Challenge> found = Optional.empty();
        Matcher scheme = SCHEME.matcher(header);
        while (scheme.find()) {
            String name = scheme.group(1).toLowerCase(Locale.ROOT);
            int end = header.length();
            Matcher next = SCHEME.matcher(header);
            if (next.find(scheme.end())) {
                end = next.start();
            }
            if (found.isEmpty() || name.equals("bearer")) {
                found = Optional.of(new Challenge(name, parameters(header.substring(scheme.end(), end))));
            }
        }
        return found;
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher each = PARAMETER.matcher(text);
        while (each.find()) {
            String quoted = each.group(2);
            String value = quoted == null ? each.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            parameters.put(each.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }
}
