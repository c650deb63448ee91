package dev.cdctl.adapter.consul;

import dev.cdctl.http.Reply;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.kv.KvProblems;
import java.util.Locale;

/** What people are told when an agent of Consul does not do as it is asked. */
final class ConsulProblems {
    private ConsulProblems() {}

    /** The token may not register that service. */
    static Failure mayNotRegister(ConsulAccess access, String place, String said, String service) {
        return denied(
                access,
                place,
                said,
                "give " + who(access) + " a policy with: service_prefix \"" + service
                        + "\" { policy = \"write\" } and node_prefix \"\" { policy = \"read\" }; or write"
                        + " `register: false` in the environment");
    }

    /** Whether an answer says that Consul's access control refuses us, whatever its status. */
    static boolean isRefusal(String said) {
        return said.toLowerCase(Locale.ROOT).contains("permission denied") || isUnknown(said);
    }

    /** Nothing can be given to a token that does not exist. */
    private static boolean isUnknown(String said) {
        return said.contains("ACL not found");
    }

    /**
     * Consul refuses us.
     *
     * @param remedy what gives the permission to a token that Consul knows
     */
    static Failure denied(ConsulAccess access, String place, String said, String remedy) {
        return access.token().isPresent() && isUnknown(said)
                ? KvProblems.denied(
                        place,
                        said + ": it does not know the token of " + access.origin() + ", or the token has expired",
                        "put a token that is valid there into " + access.origin())
                : KvProblems.denied(place, said, remedy);
    }

    /** Whom the permission is missing. */
    static String who(ConsulAccess access) {
        return access.token().isPresent()
                ? "its token"
                : "the token that CONSUL_HTTP_TOKEN or CONSUL_HTTP_TOKEN_FILE gives, of which there is none now,";
    }

    /** An agent did not take a registration, or could not be asked. */
    static Failure refused(String agent, Reply reply) {
        String said = reply instanceof Reply.Answer answer
                ? "it answered " + answer.status() + ": "
                        + KvProblems.shortened(answer.body().strip())
                : reply.describe();
        return Failure.unreachable(Problem.of("CD-869", "the agent of Consul at " + agent + " registers nothing")
                .because(said)
                .remedy("see that it runs and can be reached from here; `register: {agent: ...}` names another one"));
    }
}
