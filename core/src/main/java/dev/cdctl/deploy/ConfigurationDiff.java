package dev.cdctl.deploy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What differs between two sets of configuration files, line by line, for people. */
final class ConfigurationDiff {
    /** Of one file; a person reads the rest in the file. */
    private static final int MOST_LINES = 40;

    /** What is larger is told as taken out and put in, since the table of the comparison would be. */
    private static final int LARGEST_TABLE = 1_000_000;

    private ConfigurationDiff() {}

    /** Each file that differs with its lines: {@code - old}, {@code + new}. */
    static List<String> of(Map<String, byte[]> before, Map<String, byte[]> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> all = new ArrayList<>();
        for (String name : names) {
            byte[] old = before.getOrDefault(name, new byte[0]);
            byte[] now = after.getOrDefault(name, new byte[0]);
            if (!before.containsKey(name)) {
                all.add(name + " is new");
            } else if (!after.containsKey(name)) {
                all.add(name + " is not there any more");
            } else if (!Arrays.equals(old, now)) {
                all.add(name);
                all.addAll(lines(old, now));
            }
        }
        return all;
    }

    private static List<String> lines(byte[] before, byte[] after) {
        Optional<List<String>> old = text(before);
        Optional<List<String>> now = text(after);
        if (old.isEmpty() || now.isEmpty()) {
            return List.of("  is no text; " + before.length + " bytes become " + after.length);
        }
        List<String> changed = changed(old.get(), now.get());
        if (changed.isEmpty()) {
            return List.of("  differs in the ends of its lines");
        }
        if (changed.size() <= MOST_LINES) {
            return changed;
        }
        List<String> cut = new ArrayList<>(changed.subList(0, MOST_LINES));
        cut.add("  and " + (changed.size() - MOST_LINES) + " more lines");
        return cut;
    }

    private static Optional<List<String>> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') >= 0
                    ? Optional.empty()
                    : Optional.of(text.lines().toList());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static List<String> changed(List<String> old, List<String> now) {
        int start = 0;
        while (start < Math.min(old.size(), now.size()) && old.get(start).equals(now.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(old.size(), now.size()) - start
                && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
            end++;
        }
        List<String> from = old.subList(start, old.size() - end);
        List<String> to = now.subList(start, now.size() - end);
        return (long) from.size() * to.size() > LARGEST_TABLE ? apart(from, to) : compared(from, to);
    }

    private static List<String> apart(List<String> from, List<String> to) {
        List<String> lines = new ArrayList<>();
        from.forEach(line -> lines.add("  - " + line));
        to.forEach(line -> lines.add("  + " + line));
        return lines;
    }

    /** By the longest common subsequence. */
    private static List<String> compared(List<String> from, List<String> to) {
        int[][] common = common(from, to);
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
                i++;
                j++;
            } else if (j == to.size() || i < from.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("  - " + from.get(i++));
            } else {
                lines.add("  + " + to.get(j++));
            }
        }
        return lines;
    }

    /** How many lines the ends of both from each place on have in common. */
    private static int[][] common(List<String> from, List<String> to) {
        int[][] common = new int[from.size() + 1][to.size() + 1];
        for (int i = from.size() - 1; i >= 0; i--) {
            for (int j = to.size() - 1; j >= 0; j--) {
                common[i][j] = from.get(i).equals(to.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
