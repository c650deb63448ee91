package dev.cdctl.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of {@code KEY=value} lines that GitLab takes as dotenv report and Jenkins as properties: ASCII, no quotes,
 * no comments, no blank lines, nothing that a shell or a server would expand.
 *
 * @param text the lines
 * @param leftOut the names whose values cannot be said like that
 */
record KeyValueFile(String text, List<String> leftOut) {
    private static final int MOST = 12;
    private static final int LARGEST = 5 * 1024;
    private static final Pattern SAYABLE = Pattern.compile("[A-Za-z0-9._:/@+=,%~?&-]+( [A-Za-z0-9._:/@+=,%~?&-]+)*");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    KeyValueFile {
        leftOut = List.copyOf(leftOut);
    }

    static KeyValueFile of(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        List<String> leftOut = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String line = entry.getKey() + "=" + entry.getValue() + "\n";
            boolean sayable = NAME.matcher(entry.getKey()).matches()
                    && SAYABLE.matcher(entry.getValue()).matches();
            if (sayable && count < MOST && text.length() + line.length() < LARGEST) {
                text.append(line);
                count++;
            } else {
                leftOut.add(entry.getKey());
            }
        }
        return new KeyValueFile(text.toString(), leftOut);
    }
}
