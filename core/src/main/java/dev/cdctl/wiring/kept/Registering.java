package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulRegistry;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.state.kv.KvUrl;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who registers the instances of an environment: the Consul that keeps its state, as whoever that is asked.
 *
 * @param url of the state
 * @param variables the environment variables, which say how servers are reached
 * @param secrets learns the secrets that they are reached by
 */
public record Registering(
        Name service, Name environment, KvUrl url, Map<String, String> variables, KnownSecrets secrets) {
    /** That of an environment whose state is in Consul. */
    public static Registering of(
            Name service, EnvironmentSpec spec, Map<String, String> variables, KnownSecrets secrets) {
        return new Registering(service, spec.name(), KvUrl.parse(spec.state().orElseThrow()), variables, secrets);
    }

    /** Its entries; nothing is asked yet. */
    public Registrations with(RegisterSpec spec, Consumer<Problem> warnings) {
        ConsulRegistry registry =
                new ConsulRegistry(access(url), address -> access(KvUrl.parse("consul://" + address)));
        String agent = url.servers().get(0).toString();
        return new Registrations(service, environment, registry, new Registrations.Terms(spec, agent, warnings));
    }

    private ConsulAccess access(KvUrl of) {
        return ConsulAccess.of(of, variables, secrets);
    }
}
