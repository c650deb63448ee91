package dev.cdctl.adapter.repository.http;

import java.util.function.IntPredicate;

/** Files with numbers from 1 on and without gaps, in a place that cannot be listed. */
record Numbered(IntPredicate exists) {
    /** The greatest number, 0 when there is none; asks about twice its logarithm. */
    int last() {
        int above = 1;
        while (exists.test(above)) {
            above *= 2;
        }
        int there = above / 2;
        while (above - there > 1) {
            int middle = (above + there) >>> 1;
            if (exists.test(middle)) {
                there = middle;
            } else {
                above = middle;
            }
        }
        return there;
    }
}
