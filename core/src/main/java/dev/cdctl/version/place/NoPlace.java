package dev.cdctl.version.place;

/** Why a file has no place for the version. */
public final class NoPlace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    /**
     * A reason.
     *
     * @param code of the problem
     * @param why without the file's name
     * @param remedy what to change
     */
    public NoPlace(String code, String why, String remedy) {
        super(why);
        this.code = code;
        this.remedy = remedy;
    }

    /** The text is not of its format. */
    public static NoPlace damaged(String why) {
        return new NoPlace("CD-256", "it cannot be read: " + why, "mend the file");
    }

    /** What is asked for is not there. */
    public static NoPlace missing(String why, String remedy) {
        return new NoPlace("CD-253", why, remedy);
    }

    /** It is there more than once. */
    public static NoPlace ambiguous(String why, String remedy) {
        return new NoPlace("CD-254", why, remedy);
    }

    /** It is there, in a form that cannot be replaced. */
    public static NoPlace fixed(String why, String remedy) {
        return new NoPlace("CD-255", why, remedy);
    }

    /** The code of the problem. */
    public String code() {
        return code;
    }

    /** What to change. */
    public String remedy() {
        return remedy;
    }
}
