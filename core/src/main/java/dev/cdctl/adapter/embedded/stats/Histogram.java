package dev.cdctl.adapter.embedded.stats;

import java.util.concurrent.atomic.LongAdder;

/** How long requests took, in buckets of fixed bounds. Thread-safe. */
public final class Histogram {
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000
    };

    private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
    private final LongAdder sumMicros = new LongAdder();

    Histogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void add(long nanos) {
        long micros = nanos / 1000;
        int i = 0;
        while (i < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[i]) {
            i++;
        }
        buckets[i].increment();
        sumMicros.add(micros);
    }

    void absorb(Histogram other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i].add(other.buckets[i].sum());
        }
        sumMicros.add(other.sumMicros.sum());
    }

    /** The upper bounds of all buckets but the last, which has none; in seconds. */
    public static double[] bounds() {
        double[] seconds = new double[BOUNDS_MICROS.length];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = BOUNDS_MICROS[i] / 1e6;
        }
        return seconds;
    }

    /** How many requests fell into each bucket; one more than there are bounds. */
    public long[] counts() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return counts;
    }

    /** The time of all requests together, in seconds. */
    public double sum() {
        return sumMicros.sum() / 1e6;
    }
}
