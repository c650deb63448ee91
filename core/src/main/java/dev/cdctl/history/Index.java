package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The IDs of the deployments of an environment in the order in which they began: the latest ones in one record, those
 * before them in blocks that never change again. So no record outgrows what a store takes.
 *
 * <p>Format 1 has one record for all; it is still read, and written until there is a block.
 */
final class Index {
    /** The newest format. */
    static final long NEWEST = 2;

    /** How many IDs a block has. */
    static final int BLOCK = 250;

    /** With one more than that, the oldest are put into a block. */
    private static final int MOST = 2 * BLOCK;

    private static final int DIGITS = 6;

    private final Store store;
    private final String key;

    /** @param key of the record with the latest ones, such as {@code books/production/deployments} */
    Index(Store store, String key) {
        this.store = store;
        this.key = key;
    }

    /**
     * The index as it was read.
     *
     * @param ids the latest, the oldest of them first
     * @param blocks how many blocks are before them
     */
    record Seen(List<String> ids, long blocks, long revision) {
        /** Which format an entry has that is added now: its reader has to know of blocks if there are any. */
        long format() {
            return blocks > 0 || ids.size() >= MOST ? NEWEST : 1;
        }
    }

    /** The index as it is now. */
    Seen look() {
        return store.read(key)
                .map(record -> Recorded.read(
                        key,
                        record.value(),
                        NEWEST,
                        json -> new Seen(
                                json.texts("ids"), json.number("blocks").orElse(0L), record.revision())))
                .orElse(new Seen(List.of(), 0, 0));
    }

    /**
     * Adds an ID as the latest one. Blocks are written before the record that counts them: one that a kill left without
     * being counted is written again by the next.
     *
     * @return false when somebody else changed it meanwhile, so that nothing was added
     */
    boolean add(Seen seen, String id) {
        List<String> ids = new ArrayList<>(seen.ids());
        ids.add(id);
        long blocks = seen.blocks();
        while (ids.size() > MOST) {
            List<String> oldest = ids.subList(0, BLOCK);
            if (!keep(blocks + 1, oldest)) {
                return false;
            }
            oldest.clear();
            blocks++;
        }
        Json.Builder next = Json.object().put("format", blocks > 0 ? NEWEST : 1);
        if (blocks > 0) {
            next.put("blocks", blocks);
        }
        return store.commit(List.of(new Change.Put(
                key, seen.revision(), next.put("ids", Json.ofTexts(ids)).build())));
    }

    /** All IDs, the latest first; a block is read when its first ID is asked for. */
    Iterator<String> latestFirst() {
        Seen seen = look();
        return new Iterator<>() {
            private long blocks = seen.blocks();
            private Iterator<String> ids = reversed(seen.ids());

            @Override
            public boolean hasNext() {
                while (!ids.hasNext() && blocks > 0) {
                    ids = reversed(block(blocks--));
                }
                return ids.hasNext();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return ids.next();
            }
        };
    }

    private boolean keep(long number, List<String> ids) {
        Json.Obj block =
                Json.object().put("format", 1).put("ids", Json.ofTexts(ids)).build();
        Optional<Store.Versioned> there = store.read(blockKey(number));
        return there.map(Store.Versioned::value).equals(Optional.of(block))
                || store.commit(List.of(new Change.Put(
                        blockKey(number), there.map(Store.Versioned::revision).orElse(0L), block)));
    }

    private List<String> block(long number) {
        String name = blockKey(number);
        Optional<Json.Obj> block = store.read(name).map(Store.Versioned::value);
        return Recorded.read(name, block.orElse(Json.object().build()), json -> {
            if (block.isEmpty()) {
                throw new JsonException("it is missing");
            }
            return json.texts("ids");
        });
    }

    /** No deployment has such an ID. */
    private String blockKey(long number) {
        String digits = Long.toString(number);
        return key + "/_" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    private static Iterator<String> reversed(List<String> ids) {
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed.iterator();
    }
}
