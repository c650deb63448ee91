package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version resource of an NSIS script, and its definitions that are called VERSION, APP_VERSION or PRODUCT_VERSION. */
record Nsis() implements Finder {
    private static final String VALUE = "[ \\t]+(?:\"([^\"\\r\\n]*)\"|'([^'\\r\\n]*)'|([^\\s\"'`]+))";
    private static final Pattern NUMERIC = pattern("(?:VIProductVersion|VIFileVersion)" + VALUE);
    private static final Pattern NUMERIC_KEY = pattern(key("FileVersion") + VALUE);
    private static final Pattern FULL_KEY = pattern(key("ProductVersion") + VALUE);
    private static final Pattern DEFINE = pattern("!define[ \\t]+(?:(?:APP|PRODUCT)_?)?VERSION" + VALUE);

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        List<Edit> edits = new ArrayList<>();
        places(NUMERIC, text).forEach(place -> edits.add(new Edit(place, version.numeric())));
        places(NUMERIC_KEY, text).forEach(place -> edits.add(new Edit(place, version.numeric())));
        places(FULL_KEY, text).forEach(place -> edits.add(new Edit(place, version.full())));
        places(DEFINE, text).forEach(place -> edits.add(new Edit(place, version.full())));
        if (edits.isEmpty()) {
            throw NoPlace.missing(
                    "it has no VIProductVersion, no ProductVersion and no !define of a version",
                    "write !define VERSION \"0.0.0\", or use file and pattern");
        }
        return edits;
    }

    private static List<Range> places(Pattern pattern, String text) {
        List<Range> places = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                boolean own = matcher.start(group) >= 0 && !matcher.group(group).contains("${");
                if (own) {
                    places.add(new Range(matcher.start(group), matcher.end(group)));
                }
            }
        }
        return places;
    }

    private static String key(String name) {
        return "VIAddVersionKey[ \\t]+(?:/LANG=\\S+[ \\t]+)?[\"']?" + name + "[\"']?";
    }

    private static Pattern pattern(String instruction) {
        return Pattern.compile("^[ \\t]*" + instruction, Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    }
}
