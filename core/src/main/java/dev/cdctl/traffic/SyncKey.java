package dev.cdctl.traffic;

import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The key {@code sync} of an entry of {@code routers}, and what has to be so where it is written. */
public final class SyncKey {
    /** The key. */
    public static final Key<List<Name>> KEY = Key.of(
                    "sync",
                    new ListOf<>("a list of names", Types.name()),
                    "The names of the processes that move this router, one beside each copy of it:"
                            + " `cdctl router sync NAME`. Commands touch the router no more: they wait until each of"
                            + " them has confirmed what was decided.")
            .orEmpty();

    private SyncKey() {}

    /**
     * Makes sure that the routers of an environment can be moved as they say.
     *
     * @param batches whether they are to take a decision one after another
     */
    public static void check(Values values, List<RouterSpec> routers, boolean batches) {
        Set<Name> names = new HashSet<>();
        for (RouterSpec router : routers) {
            for (Name name : router.sync()) {
                if (!names.add(name)) {
                    values.refuse(Problem.of("CD-942", "two routers of an environment are called '" + name + "'")
                            .at(router.origin())
                            .remedy("give each a name of its own under `sync`"));
                }
            }
        }
        if (batches && !names.isEmpty()) {
            values.refuse(Problem.of("CD-942", "routers that follow by themselves take a decision at the same time")
                    .at(values.origin())
                    .because("'" + values.name() + "' has `batches` and routers with `sync`")
                    .remedy("remove one of the two"));
        }
    }

    /** Refuses one that is said to be on another computer: its process runs beside it. */
    public static void checkHere(Values values, boolean here) {
        if (!here && !values.get(KEY).isEmpty()) {
            values.refuse(Problem.of("CD-942", "a router with `sync` has no `on`")
                    .at(values.origin(KEY))
                    .because("the process that moves it runs beside it")
                    .remedy("remove `on`; the names under `sync` say which copies there are"));
        }
    }
}
