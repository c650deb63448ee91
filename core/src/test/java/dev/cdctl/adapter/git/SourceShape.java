package dev.cdctl.adapter.git;

import dev.cdctl.model.Origin;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.StampSpec.Kind;
import dev.cdctl.version.form.Form;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A source file of a real shape. In its text, <code>{{old|F}}</code> is where {@code old} becomes the version in full;
 * {@code N} is the version as four numbers, {@code M} as Maven has it, <code>"</code> in full with quotes.
 *
 * @param mark the byte order mark in hexadecimal
 */
record SourceShape(String path, StampSpec spec, String mark, Charset charset, String text) {
    static final String FULL = "1.4.3-dev.5.gabcdef12";
    private static final Pattern PLACE = Pattern.compile("\\{\\{(.*?)\\|([FNM\"])}}");

    static SourceShape of(Kind kind, String path, String where, String text) {
        return new SourceShape(
                path,
                new StampSpec(kind, path, where, Optional.empty(), Origin.of("pipeline.yaml")),
                "",
                StandardCharsets.UTF_8,
                text);
    }

    SourceShape form(Form form) {
        StampSpec formed = new StampSpec(spec.kind(), spec.glob(), spec.where(), Optional.of(form), spec.origin());
        return new SourceShape(path, formed, mark, charset, text);
    }

    SourceShape utf8WithMark() {
        return new SourceShape(path, spec, "efbbbf", charset, text);
    }

    SourceShape utf16(boolean little) {
        return little
                ? new SourceShape(path, spec, "fffe", StandardCharsets.UTF_16LE, text)
                : new SourceShape(path, spec, "feff", StandardCharsets.UTF_16BE, text);
    }

    SourceShape in(String charset) {
        return new SourceShape(path, spec, "", Charset.forName(charset), text);
    }

    SourceShape crlf() {
        return new SourceShape(path, spec, mark, charset, text.replace("\n", "\r\n"));
    }

    /** The file as it is committed. */
    byte[] before() {
        return bytes((old, form) -> old);
    }

    /** The file as it is to be when it is stamped. */
    byte[] after() {
        return bytes((old, form) -> switch (form) {
            case "N" -> "1.4.2.5";
            case "M" -> "1.4.3-milestone.0.dev.5.gabcdef12";
            case "\"" -> '"' + FULL + '"';
            default -> FULL;
        });
    }

    @Override
    public String toString() {
        return path;
    }

    private byte[] bytes(BinaryOperator<String> place) {
        String filled = PLACE.matcher(text)
                .replaceAll((MatchResult found) ->
                        java.util.regex.Matcher.quoteReplacement(place.apply(found.group(1), found.group(2))));
        byte[] start = HexFormat.of().parseHex(mark);
        byte[] rest = filled.getBytes(charset);
        byte[] all = java.util.Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        return all;
    }
}
