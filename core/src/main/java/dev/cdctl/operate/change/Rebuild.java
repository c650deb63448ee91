package dev.cdctl.operate.change;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Identity;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes records anew that were lost with the store, out of what runs and what a router serves: which deployment it is,
 * of which release, where it listens. How it was started nobody knows any more, so today's run block stands in for that,
 * and the next deployment differs from it in any case.
 */
final class Rebuild {
    private final Means means;

    Rebuild(Means means) {
        this.means = means;
    }

    /** Whether both colours of a decision are known now, as far as anything of them runs. */
    void of(Decision served) {
        List<Instance> running = means.environment().instances();
        for (Colour colour : Colour.values()) {
            served.in(colour)
                    .filter(placed -> history(placed.deployment()).isEmpty())
                    .ifPresent(placed -> of(placed, colour, running, served));
        }
    }

    private void of(Decision.Placed placed, Colour colour, List<Instance> running, Decision served) {
        List<Instance> own = running.stream()
                .filter(instance -> instance.deployment().equals(placed.deployment())
                        && instance.slot().colour() == colour)
                .toList();
        Environment environment = means.environment();
        Optional<ReleaseManifest> manifest = environment.repository().find(environment.service(), placed.digest());
        if (own.isEmpty() || manifest.isEmpty()) {
            return;
        }
        own.forEach(instance -> instance.address()
                .ifPresent(address -> environment.addresses().claim(instance.slot(), address.port())));
        means.manifests().keep(manifest.get());
        environment.history().add(entry(placed, colour, manifest.get()));
        List<Host> hosts = environment.hosts().stream()
                .filter(host -> own.stream().anyMatch(one -> one.slot().host().equals(host)))
                .toList();
        environment
                .roster()
                .serve(
                        placed.deployment(),
                        hosts,
                        served.releases().values().stream()
                                .map(Decision.Placed::deployment)
                                .toList());
    }

    private Deployment entry(Decision.Placed placed, Colour colour, ReleaseManifest manifest) {
        Json.Obj run = RunBlock.toJson(means.run());
        Json.Builder marked = Json.object();
        run.members().forEach(marked::put);
        Identity identity =
                new Identity(placed.digest(), marked.put("rebuilt", true).build(), Configurations.NONE, Map.of());
        Instant now = Instant.now();
        return new Deployment(
                placed.deployment(),
                Deployment.Kind.DEPLOY,
                manifest.release(),
                colour,
                placed.deployment(),
                Optional.empty(),
                means.caller(),
                now,
                Optional.of(now),
                Deployment.Outcome.LIVE,
                List.of("made anew out of what runs, since the state was lost"),
                identity);
    }

    private Optional<Deployment> history(String id) {
        return means.environment().history().find(id);
    }
}
