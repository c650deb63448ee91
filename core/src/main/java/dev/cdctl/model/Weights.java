package dev.cdctl.model;

/**
 * How the traffic of an environment is shared between its two colours.
 *
 * @param green the percentage that green gets, 0 to 100; blue gets the rest
 */
public record Weights(int green) {
    /** Refuses what is not a percentage. */
    public Weights {
        if (green < 0 || green > 100) {
            throw new IllegalArgumentException("not a percentage: " + green);
        }
    }

    /** Everything to that colour. */
    public static Weights all(Colour colour) {
        return new Weights(colour == Colour.GREEN ? 100 : 0);
    }

    /** The percentage of that colour. */
    public int of(Colour colour) {
        return colour == Colour.GREEN ? green : 100 - green;
    }
}
