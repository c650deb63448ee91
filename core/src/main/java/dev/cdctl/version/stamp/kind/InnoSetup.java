package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version directives in the Setup section of an Inno Setup script. An AppVersion that is a name of the preprocessor
 * ({@code {#MyAppVersion}}) is stamped where that is defined.
 */
record InnoSetup() implements Finder {
    private static final Pattern LINE = Pattern.compile(
            "^[ \\t]*(?:\\[(\\w+)\\]|(AppVersion|VersionInfo(?:Product)?(?:Text)?Version)[ \\t]*=[ \\t]*(\"?)"
                    + "([^\"\\r\\n]*?)\\3[ \\t]*$)",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("\\{#[ \\t]*(\\w+)[ \\t]*}");

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        List<Edit> edits = new ArrayList<>();
        boolean found = false;
        boolean setup = false;
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            if (line.group(1) != null) {
                setup = line.group(1).equalsIgnoreCase("Setup");
            } else if (setup) {
                boolean app = line.group(2).equalsIgnoreCase("AppVersion");
                found |= app;
                edits.addAll(edits(line, text, version));
            }
        }
        if (!found || edits.isEmpty()) {
            throw NoPlace.missing(
                    "its Setup section has no AppVersion", "write AppVersion=0.0.0 there, or use file and pattern");
        }
        return edits;
    }

    private static List<Edit> edits(Matcher line, String text, Written version) {
        String name = line.group(2).toLowerCase(Locale.ROOT);
        boolean numeric = name.equals("versioninfoversion") || name.equals("versioninfoproductversion");
        if (!line.group(4).contains("{#")) {
            Range place = new Range(line.start(4), line.end(4));
            return List.of(new Edit(place, numeric ? version.numeric() : version.full()));
        }
        Matcher reference = NAME.matcher(line.group(4));
        return name.equals("appversion") && reference.matches()
                ? List.of(new Edit(definition(reference.group(1), text), version.full()))
                : List.of();
    }

    private static Range definition(String name, String text) {
        Matcher define = Pattern.compile(
                        "^[ \\t]*#define[ \\t]+(?:public[ \\t]+)?" + name + "[ \\t]*=?[ \\t]*\"([^\"\\r\\n]*)\"",
                        Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
                .matcher(text);
        if (!define.find()) {
            throw NoPlace.missing(
                    "AppVersion is {#" + name + "}, which no #define here gives a text",
                    "write #define " + name + " \"0.0.0\", or stamp the file that has it");
        }
        return new Range(define.start(1), define.end(1));
    }
}
