package dev.cdctl.operate;

import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Decision.Placed;
import java.util.Map;
import java.util.Optional;

/**
 * What is being done to an environment, as the journal keeps it: enough to build the same plan again after a kill.
 *
 * @param placed what the colour holds when it is live
 * @param before the decision that was in force; none before the first deployment
 * @param token the fencing token under which it began
 */
public record Operation(Kind kind, Placed placed, Colour colour, Optional<Decision> before, long token) {
    /** The kinds of plan. */
    public enum Kind {
        /** A release is started in the idle colour and goes live. */
        DEPLOY,
        /** A release is started in the idle colour and stays idle. */
        PREPARE,
        /** What runs in the idle colour goes live, once it is found healthy. */
        FLIP,
        /** What runs in the idle colour goes live, healthy or not. */
        FORCED_FLIP,
        /** What somebody else started goes live, once it is found healthy. */
        ADOPT
    }

    /** The decision that it leads to. */
    Decision next() {
        return before.map(now -> now.flipTo(colour, placed, token))
                .orElseGet(() -> new Decision(1, token, colour, Weights.all(colour), "", Map.of(colour, placed)));
    }

    /** What the history says when it ended well. */
    Outcome good() {
        return kind == Kind.PREPARE ? Outcome.PREPARED : Outcome.LIVE;
    }

    Json.Obj toJson() {
        return Json.object()
                .put("format", 1)
                .put("kind", kind.name())
                .put("next", next().toJson())
                .put("before", before.map(Decision::toJson))
                .build();
    }

    static Operation from(Json.Obj json) {
        Decision next = Decision.from(json.object("next").orElseThrow(() -> new JsonException("no object 'next'")));
        return new Operation(
                Kind.valueOf(json.need("kind")),
                next.live().orElseThrow(() -> new JsonException("no live release in 'next'")),
                next.baseline(),
                json.object("before").map(Decision::from),
                next.token());
    }
}
