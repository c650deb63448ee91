package dev.cdctl.artifact.inside;

import dev.cdctl.model.Version;
import dev.cdctl.version.form.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file says its version is.
 *
 * @param place where in the file: {@code META-INF/MANIFEST.MF: Implementation-Version}
 * @param text as it is there
 */
record Said(String place, String text, Style style) {
    /** How exactly it is said. */
    enum Style {
        /** In any form; a source revision may follow after a plus sign, as .NET appends it. */
        TEXT,
        /** As numbers, where zeros at the end mean nothing. */
        NUMBERS,
        /** As three numbers, all that Windows Installer compares. */
        THREE_NUMBERS,
        /** As OSGi has it: other marks between the same words. */
        BUNDLE,
        /** As Debian has it: an epoch may stand before and a revision after it. */
        DEBIAN
    }

    /** Whether this is that version. */
    boolean is(Version version) {
        List<String> forms = new ArrayList<>(List.of(version.text()));
        forms.addAll(Form.all(version).values());
        return switch (style) {
            case TEXT ->
                forms.stream()
                        .anyMatch(form -> text.equals(form)
                                || text.startsWith(form + "+")
                                || (form.contains("+") && text.startsWith(form + ".")));
            case NUMBERS -> numbers(version, 4).equals(numbers(text, 4));
            case THREE_NUMBERS -> numbers(version, 3).equals(numbers(text, 3));
            case BUNDLE -> forms.stream().anyMatch(form -> words(form).equals(words(text)));
            case DEBIAN -> {
                String upstream = text.substring(text.indexOf(':') + 1);
                String plain = upstream.contains("-") ? upstream.substring(0, upstream.lastIndexOf('-')) : upstream;
                yield forms.contains(plain) || forms.contains(upstream);
            }
        };
    }

    private static List<Integer> numbers(Version version, int count) {
        return Form.NUMERIC.find(version).map(text -> numbers(text, count)).orElse(List.of());
    }

    /** The first numbers of a text, filled up with zeros; none when it has other parts. */
    private static List<Integer> numbers(String text, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.strip().split("[.,]\\s*", -1)) {
            if (!part.matches("\\d{1,9}")) {
                return List.of(-1);
            }
            numbers.add(Integer.parseInt(part));
        }
        while (numbers.size() < count) {
            numbers.add(0);
        }
        return numbers.subList(0, count);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.split("[^0-9A-Za-z]+", -1)));
        boolean numbers = words.stream().allMatch(word -> word.matches("\\d+"));
        while (numbers && words.size() < 3) {
            words.add("0");
        }
        return words;
    }
}
