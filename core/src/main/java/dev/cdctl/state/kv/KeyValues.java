package dev.cdctl.state.kv;

import dev.cdctl.http.Reply;
import dev.cdctl.model.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A server of keys and values, which changes several of them together or not at all. Keys are below the prefix of its
 * URL, and are said without it. Each value has a revision, which grows with each change and is never used again for that
 * key; revision 0 means that there is none. Thread-safe.
 *
 * <p>What is read is what was last written by anybody.
 */
public interface KeyValues {
    /** A key with its value. */
    record Entry(String key, String value, long revision) {}

    /** One part of a transaction. */
    sealed interface Write {
        /** Whose value; or what the keys begin with. */
        String key();

        /** Writes a value, if the one before has that revision. */
        record Put(String key, long revision, String value) implements Write {
            int bytes() {
                return value.getBytes(StandardCharsets.UTF_8).length;
            }
        }

        /** Removes a value, if it has that revision. */
        record Delete(String key, long revision) implements Write {}

        /** Changes nothing, but the value must have that revision. */
        record Check(String key, long revision) implements Write {}

        /** Changes nothing, but the key must be shown by that session, see {@link Sessions#show}. */
        record Shown(String key, String session) implements Write {}

        /** Removes all keys that begin like that, whatever they are. */
        record DeleteBelow(String key) implements Write {}
    }

    /** What came of asking for a transaction once. */
    sealed interface Attempt {
        /**
         * What came of it when there was no answer to the question.
         *
         * @param place whom it was asked, for people
         * @param leaderless with these words a server says that nobody leads, so that nothing was done
         */
        static Attempt unanswered(String place, Reply reply, String leaderless) {
            boolean unsent = reply instanceof Reply.NoAnswer none
                    ? Patience.isUnsent(none)
                    : ((Reply.Answer) reply).body().contains(leaderless);
            Failure why = KvProblems.unreachable(place, reply);
            return unsent ? new Unsent(why) : new Lost(why);
        }

        /** It happened; what it wrote has that revision. */
        record Done(long revision) implements Attempt {}

        /** Something was not as it had to be, so nothing was changed by this attempt. */
        record Refused() implements Attempt {}

        /** No server got it. */
        record Unsent(Failure why) implements Attempt {}

        /** A server may have got it; the answer is missing. */
        record Lost(Failure why) implements Attempt {}
    }

    /**
     * How much one transaction can be.
     *
     * @param writes its parts
     * @param bytes all its values together, in UTF-8
     */
    record Limits(int writes, int bytes) {}

    /** The value of a key. */
    Optional<Entry> get(String key);

    /**
     * The values of these keys, as far as there are any; none is older than those of keys before it.
     *
     * @param keys not more than a transaction may write
     */
    List<Entry> get(List<String> keys);

    /** All keys that begin like that with their values, sorted. */
    List<Entry> below(String start);

    /** All keys that begin like that, sorted. */
    List<String> keys(String start);

    /**
     * Asks for a transaction once.
     *
     * @throws Failure when the server refuses us, or does not understand
     */
    Attempt attempt(List<Write> writes);

    /** How much one transaction can be. */
    Limits limits();

    /** How long it is asked again when it does not answer. */
    Patience patience();

    /** Where it is, for people. */
    String place();
}
