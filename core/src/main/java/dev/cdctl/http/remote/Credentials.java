package dev.cdctl.http.remote;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Who asks, as a server wants to know it. Never shows a secret. */
public sealed interface Credentials {
    /** Nobody in particular. */
    record None() implements Credentials {
        @Override
        public Optional<String> header() {
            return Optional.empty();
        }
    }

    /** A user and a password: RFC 7617, in UTF-8. */
    record Basic(String user, String password) implements Credentials {
        /** Refuses a user with a colon in it, where the server would end the name. */
        public Basic {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user cannot have a ':' in the name");
            }
        }

        @Override
        public Optional<String> header() {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }

        @Override
        public String toString() {
            return user + ":***";
        }
    }

    /** A token: RFC 6750. */
    record Bearer(String token) implements Credentials {
        @Override
        public Optional<String> header() {
            return Optional.of("Bearer " + token);
        }

        @Override
        public String toString() {
            return "a token";
        }
    }

    /** Credentials that are looked up when they are needed first, and then kept. */
    final class Later implements Credentials {
        private final Supplier<Credentials> lookup;
        private Optional<Credentials> found = Optional.empty();

        /** Looks them up by that. */
        public Later(Supplier<Credentials> lookup) {
            this.lookup = lookup;
        }

        @Override
        public synchronized Optional<String> header() {
            if (found.isEmpty()) {
                found = Optional.of(lookup.get());
            }
            return found.get().header();
        }

        @Override
        public String toString() {
            return "looked up when needed";
        }
    }

    /** The value of the Authorization header, when there is one. */
    Optional<String> header();

    /** No credentials. */
    static Credentials none() {
        return new None();
    }
}
