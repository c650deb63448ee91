package dev.cdctl.deploy.spec;

import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many routers of an environment take a new decision at a time, where each host carries its own.
 *
 * @param size how many, or how many per cent of them
 * @param pause how long the new release is watched before the next ones follow
 */
public record BatchSpec(int size, boolean percent, Duration pause) {
    private static final int ALL = 100;

    /** {@code 2} or {@code 25%}. */
    private record Size(int number, boolean percent) {}

    private static final Type<Size> SIZE =
            Types.of("a number such as 2, or a share such as 25%", "^[1-9][0-9]{0,2}%?$", BatchSpec::size);
    private static final Key<Size> OF =
            Key.required("of", SIZE, "How many routers take a decision at a time: `1`, or a share of them: `25%`.");
    private static final Key<Duration> PAUSE = Key.of(
                    "pause", Types.duration(), "How long the new release is watched before the next batch follows.")
            .or("10s");
    private static final Block<BatchSpec> BLOCK = Block.of(
                    "a batches block",
                    values -> new BatchSpec(
                            values.get(OF).number(), values.get(OF).percent(), values.get(PAUSE)),
                    OF,
                    PAUSE)
            .shorthand(OF);

    /** The key {@code batches} of an environment. */
    static final Key<BatchSpec> KEY = Key.of(
            "batches",
            BLOCK,
            "How many routers take a new decision at a time, where every host carries a router of its own; all at once"
                    + " by default. Each batch is proven, and watched for `pause`, before the next one follows; when one"
                    + " fails, those before it are brought back. Each router is asked by its own address, not by `url`.");

    private static Size size(String text) {
        Types.check(text.matches("[1-9][0-9]{0,2}%?"), "it is neither a number nor a share");
        boolean percent = text.endsWith("%");
        int number = Integer.parseInt(percent ? text.substring(0, text.length() - 1) : text);
        Types.check(!percent || number <= ALL, "a share is at most 100%");
        return new Size(number, percent);
    }

    /** Makes sure that there is something to divide. */
    static void check(Values values, int routers) {
        if (values.written(KEY).isPresent() && routers < 2) {
            values.refuse(Problem.of("CD-740", "there is nothing to be done in batches in '" + values.name() + "'")
                    .at(values.origin(KEY))
                    .because("it has " + (routers == 0 ? "no routers of its own" : "one router")
                            + ", which brings all users to a release at once")
                    .remedy("name the router of each host under `routers`, or remove `batches`"));
        }
    }

    /** The same things in batches, in their order. */
    public <T> List<List<T>> split(List<T> all) {
        int most = percent ? Math.max(1, all.size() * size / ALL) : size;
        List<List<T>> batches = new ArrayList<>();
        for (int i = 0; i < all.size(); i += most) {
            batches.add(List.copyOf(all.subList(i, Math.min(all.size(), i + most))));
        }
        return batches;
    }

    /** {@code 2 at a time, 10 s apart}. */
    public String words() {
        return size + (percent ? "%" : "") + " at a time, " + pause.toSeconds() + " s apart";
    }
}
