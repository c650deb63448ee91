package dev.cdctl.version.place;

/** Why a text is not of its format. */
final class Damaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damaged(String why) {
        super(why);
    }

    /** With the line that the character is on. */
    static Damaged at(String text, int place, String why) {
        long line = text.substring(0, Math.min(place, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new Damaged("line " + line + ": " + why);
    }
}
