package dev.cdctl.model.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The forms that a secret takes in what programs print: as written, each line of it, in base64 (RFC 4648, both
 * alphabets, at every alignment, wrapped), in hexadecimal, URL-encoded, escaped for JSON, quoted by a tracing shell.
 */
final class MaskForms {
    private static final Pattern ESCAPED_BYTE = Pattern.compile("%[0-9A-F]{2}");
    private static final List<String> KEPT_BY_COMPONENT = List.of("!", "'", "(", ")", "~");
    private static final List<String> HTML_CHARACTERS = List.of("<", ">", "&", "=", "'");
    private static final int[] WRAPS = {64, 76};

    private final Set<String> forms = new TreeSet<>();

    private MaskForms() {}

    /** Every form of every secret and of each of its lines that is long enough, in UTF-8. */
    static List<byte[]> of(Collection<String> secrets) {
        MaskForms all = new MaskForms();
        secrets.forEach(secret -> {
            all.addAll(secret);
            all.addAll(secret.strip());
            secret.lines().map(String::strip).forEach(all::addAll);
        });
        return all.forms.stream().map(form -> form.getBytes(UTF_8)).toList();
    }

    private void addAll(String secret) {
        if (secret.strip().length() < Mask.SHORTEST) {
            return;
        }
        add(secret);
        addUrl(secret);
        addJson(secret);
        addShell(secret);
        addHex(secret.getBytes(UTF_8));
        addBase64(secret.getBytes(UTF_8));
    }

    private void add(String form) {
        if (form.length() >= Mask.SHORTEST) {
            forms.add(form);
        }
    }

    private void addUrl(String secret) {
        String query = URLEncoder.encode(secret, UTF_8);
        String path = query.replace("+", "%20");
        String strict = path.replace("*", "%2A").replace("%7E", "~");
        String component = path;
        for (String kept : KEPT_BY_COMPONENT) {
            component = component.replace(URLEncoder.encode(kept, UTF_8), kept);
        }
        for (String form : List.of(query, path, strict, component, strict.replace("%2F", "/"))) {
            add(form);
            add(ESCAPED_BYTE.matcher(form).replaceAll(match -> match.group().toLowerCase(Locale.ROOT)));
        }
    }

    private void addJson(String secret) {
        String plain = json(secret);
        String html = plain;
        for (String character : HTML_CHARACTERS) {
            html = html.replace(character, unicode(character.charAt(0)));
        }
        for (String form : List.of(plain, html, plain.replace("/", "\\/"))) {
            add(form);
            add(ascii(form));
        }
    }

    private static String json(String secret) {
        StringBuilder out = new StringBuilder();
        for (char c : secret.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' ? unicode(c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static String ascii(String json) {
        StringBuilder out = new StringBuilder();
        json.chars().forEach(c -> out.append(c < 0x7f ? String.valueOf((char) c) : unicode((char) c)));
        return out.toString();
    }

    private static String unicode(char c) {
        return "\\u" + HexFormat.of().toHexDigits(c);
    }

    private void addShell(String secret) {
        add(secret.replace("'", "'\\''"));
        add(secret.replace("'", "'\"'\"'"));
    }

    private void addHex(byte[] secret) {
        add(HexFormat.of().formatHex(secret));
        add(HexFormat.of().withUpperCase().formatHex(secret));
    }

    private void addBase64(byte[] secret) {
        for (int before = 0; before < 3; before++) {
            byte[] aligned = new byte[before + secret.length];
            System.arraycopy(secret, 0, aligned, before, secret.length);
            String whole = new String(Base64.getEncoder().encode(aligned), ISO_8859_1);
            // The characters that hold bits of what stands before or after the secret are not known.
            int from = (8 * before + 5) / 6;
            addBothAlphabets(whole.substring(from, 8 * aligned.length / 6));
            addBothAlphabets(whole.substring(from));
            addBothAlphabets(whole.substring(from).replace("=", ""));
        }
        addWrapped(new String(Base64.getEncoder().encode(secret), ISO_8859_1));
    }

    private void addBothAlphabets(String base64) {
        add(base64);
        add(base64.replace('+', '-').replace('/', '_'));
    }

    private void addWrapped(String base64) {
        for (int width : WRAPS) {
            for (int at = 0; base64.length() > width && at < base64.length(); at += width) {
                addBothAlphabets(base64.substring(at, Math.min(at + width, base64.length())));
            }
        }
    }
}
