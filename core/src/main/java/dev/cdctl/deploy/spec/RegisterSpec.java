package dev.cdctl.deploy.spec;

import dev.cdctl.host.Host;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Types;
import dev.cdctl.state.kv.KvUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the web instances of an environment are registered in the catalogue of Consul.
 *
 * @param enabled whether they are
 * @param agent who holds the entries and runs their checks; {@code {host}} in it is the address of the instance's host
 * @param every the pause between two runs of a check
 */
public record RegisterSpec(boolean enabled, Optional<String> agent, Duration every) {
    private static final Key<Boolean> ENABLED = Key.of(
                    "enabled",
                    Types.truth(),
                    "Whether instances are registered; `register: false` says that they are not.")
            .or("true");
    private static final Key<String> AGENT = Key.of(
            "agent",
            Types.of("an address such as web1:8500 or \"{host}:8500\"", "^[^ ]+:[0-9]{1,5}$", RegisterSpec::address),
            "The agent that holds the entries and runs their checks, by default the one of `state`. `{host}` stands for"
                    + " the address of the host that an instance runs on.");
    private static final Key<Duration> EVERY = Key.of(
                    "every", Types.positiveDuration(), "The pause between two runs of a check, at least a second.")
            .or("1s");
    private static final Block<RegisterSpec> BLOCK = Block.of(
                    "a register block",
                    values -> new RegisterSpec(values.get(ENABLED), values.find(AGENT), values.get(EVERY)),
                    ENABLED,
                    AGENT,
                    EVERY)
            .shorthand(ENABLED);

    /** The key {@code register} of an environment. */
    static final Key<RegisterSpec> KEY = Key.of(
            "register",
            BLOCK,
            "How web instances are registered in the catalogue of Consul, where `state` is `consul://`"
                    + " (docs/registration.md). They are by default; not those of a swarm, and not processes of this"
                    + " computer whose agent is on another one. `false` turns it off.");

    private static String address(String text) {
        boolean form = text.matches("([{]host[}]|[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}):[0-9]{1,5}");
        Types.check(form, "it is not host:port");
        int port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
        Types.check(port > 0 && port < 65536, "a port is a number from 1 to 65535");
        return text;
    }

    /** What is written, else what is so by default; nothing when instances are not registered. */
    static Optional<RegisterSpec> of(Values values, List<Host> hosts, boolean swarm) {
        Optional<KvUrl> consul = values.find(StateUrl.KEY)
                .filter(url -> url.startsWith(KvUrl.CONSUL + ":"))
                .map(KvUrl::parse);
        Optional<RegisterSpec> written = values.find(KEY);
        if (written.filter(RegisterSpec::enabled).isPresent() && (consul.isEmpty() || swarm)) {
            values.refuse(Problem.of("CD-864", "nothing can be registered in '" + values.name() + "'")
                    .at(values.origin(KEY))
                    .because(swarm ? "a swarm moves its tasks as it likes" : "its `state` is not in Consul")
                    .remedy("remove `register`" + (swarm ? "" : ", or write `state: consul://...`")));
        }
        boolean reached = !hosts.isEmpty()
                || consul.filter(url -> isHere(url.servers().get(0).host())).isPresent();
        return written.or(() -> Optional.of(new RegisterSpec(reached, Optional.empty(), Duration.ofSeconds(1))))
                .filter(spec -> spec.enabled() && consul.isPresent() && !swarm);
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
