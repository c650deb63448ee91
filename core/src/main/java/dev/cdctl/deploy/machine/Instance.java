package dev.cdctl.deploy.machine;

import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One running copy of a role, as its labels tell; what a {@link Machine} finds when it looks.
 *
 * @param slot which copy
 * @param deployment the ID of the deployment that started it
 * @param token the fencing token of whoever started it
 * @param pid its first process; 0 when only processes are left that it started
 * @param address where it listens, when it does
 */
public record Instance(
        Slot slot, String deployment, Version version, Digest digest, long token, long pid, Optional<Address> address) {
    /** The same, of which that is the first process. */
    public Instance running(long process) {
        return new Instance(slot, deployment, version, digest, token, process, address);
    }

    /**
     * Which copy of which role of an environment; at most one instance runs in it.
     *
     * @param index from 0, on each host
     * @param host which computer it is on
     */
    public record Slot(Name service, Name environment, Name role, int index, Colour colour, Host host) {
        /** A slot of this computer. */
        public Slot(Name service, Name environment, Name role, int index, Colour colour) {
            this(service, environment, role, index, colour, Host.LOCAL);
        }

        /** {@code web-0 (green)}, and on which host unless it is this one. */
        public String brief() {
            String words = role + "-" + index + " (" + colour.word() + ")";
            return host.id().equals(Host.LOCAL.id()) ? words : words + " on " + host;
        }

        /** Written out for a quick start, as in {@link Name}. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Slot that
                    && index == that.index
                    && colour == that.colour
                    && host.equals(that.host)
                    && role.equals(that.role)
                    && environment.equals(that.environment)
                    && service.equals(that.service);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * role.hashCode() + index) + colour.ordinal();
        }
    }
}
