package dev.cdctl.version;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a file, with all that is needed to write every byte of it again. The byte order mark decides how it is
 * read; without one it is UTF-8 when it can be, else ISO-8859-1, in which every byte is a character.
 *
 * @param mark the byte order mark in hexadecimal; empty when there is none
 */
public record SourceText(String mark, Charset charset, String text) {
    private static final List<SourceText> MARKED = List.of(
            new SourceText("efbbbf", StandardCharsets.UTF_8, ""),
            new SourceText("fffe", StandardCharsets.UTF_16LE, ""),
            new SourceText("feff", StandardCharsets.UTF_16BE, ""));

    /** A part of the text, from the first character to the one after the last. */
    public record Range(int from, int to) {}

    /** What a part of the text is to become. */
    public record Edit(Range range, String value) {}

    /**
     * Reads a file's content.
     *
     * @param name for the message
     * @throws Failure when writing the text again would give other bytes
     */
    public static SourceText of(byte[] bytes, String name) {
        SourceText read = read(bytes);
        if (!Arrays.equals(read.bytes(), bytes)) {
            throw Failure.failed(Problem.of("CD-224", "the encoding of " + name + " cannot be kept")
                    .because("it begins as " + read.charset + " but is not valid in it")
                    .remedy("save the file in a valid encoding, UTF-8 for instance"));
        }
        return read;
    }

    /** The content, as bytes again. */
    public byte[] bytes() {
        byte[] start = HexFormat.of().parseHex(mark);
        byte[] rest = text.getBytes(charset);
        byte[] all = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        return all;
    }

    /** The same text with these parts changed; they must not overlap. */
    public SourceText with(List<Edit> edits) {
        return new SourceText(mark, charset, changed(text, edits));
    }

    /** A text with these parts changed; they must not overlap. */
    public static String changed(String text, List<Edit> edits) {
        StringBuilder changed = new StringBuilder(text);
        edits.stream()
                .sorted(Comparator.comparingInt((Edit edit) -> edit.range().from())
                        .reversed())
                .forEach(edit ->
                        changed.replace(edit.range().from(), edit.range().to(), edit.value()));
        return changed.toString();
    }

    private static SourceText read(byte[] bytes) {
        for (SourceText kind : MARKED) {
            byte[] mark = HexFormat.of().parseHex(kind.mark);
            if (bytes.length >= mark.length && Arrays.equals(mark, 0, mark.length, bytes, 0, mark.length)) {
                byte[] rest = Arrays.copyOfRange(bytes, mark.length, bytes.length);
                return new SourceText(kind.mark, kind.charset, new String(rest, kind.charset));
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new SourceText("", StandardCharsets.UTF_8, text);
        } catch (CharacterCodingException e) {
            return new SourceText("", StandardCharsets.ISO_8859_1, new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }
}
