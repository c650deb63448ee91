package dev.cdctl.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as records have them: {@code 2026-11-20T22:53:01.123Z}, exactly as {@link Instant#toString} writes them. By
 * hand, because the JDK's formatters cost 5 ms when they are used first, and every command reads a few times.
 */
public final class IsoTime {
    private static final String SECONDS = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;
    private static final int LAST_YEAR = 9999;

    private IsoTime() {}

    /** The same text as {@link Instant#toString} gives. */
    public static String text(Instant instant) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            return instant.toString();
        }
        StringBuilder text = new StringBuilder().append(time.toLocalDate()).append('T');
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        two(text, time.getSecond());
        return fraction(text, time.getNano()).append('Z').toString();
    }

    /**
     * Reads what {@link #text} wrote, and all else that {@link Instant#parse} reads.
     *
     * @throws java.time.DateTimeException when it is no time
     */
    public static Instant parse(String text) {
        if (!isUsual(text)) {
            return Instant.parse(text);
        }
        int nanos = 0;
        for (int i = 0; i < NANO_DIGITS; i++) {
            int at = SECONDS.length() + 1 + i;
            nanos = nanos * 10 + (at < text.length() - 1 ? text.charAt(at) - '0' : 0);
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    /** Whether it has the form {@code yyyy-MM-ddTHH:mm:ssZ}, perhaps with a fraction of a second. */
    private static boolean isUsual(String text) {
        int last = text.length() - 1;
        int digits = last - SECONDS.length() - 1;
        boolean whole = digits == -1;
        if (last < SECONDS.length() || text.charAt(last) != 'Z' || digits > NANO_DIGITS || !whole && digits < 1) {
            return false;
        }
        for (int i = 0; i < last; i++) {
            char wanted = i < SECONDS.length() ? SECONDS.charAt(i) : i == SECONDS.length() ? '.' : '0';
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Three digits, six or nine, as few as say it all; nothing for none. */
    private static StringBuilder fraction(StringBuilder text, int nanos) {
        if (nanos == 0) {
            return text;
        }
        String digits = Integer.toString(1_000_000_000 + nanos);
        int end = digits.length();
        while (digits.startsWith("000", end - 3)) {
            end -= 3;
        }
        return text.append('.').append(digits, 1, end);
    }
}
