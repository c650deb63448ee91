package dev.cdctl.wiring;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.StateUrl;
import dev.cdctl.language.Pipeline;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Name;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Expire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a sleeper wakes up for: a release that was kept warm is ended.
 *
 * @param setting names the pipeline.yaml that was deployed by; it may be gone by now
 * @param text what it said then
 */
public record Expiry(Setting setting, String text, Name environment) {
    /**
     * Ends a deployment unless it is live or a router points at it.
     *
     * @param warm how long it was to stay warm
     * @return whether anything was ended
     */
    public boolean run(String deployment, Duration warm) {
        Pipeline pipeline = PipelineFile.parse(text, setting.file(), setting.variables(), Set.of());
        Optional<EnvironmentSpec> spec = pipeline.environments().stream()
                .filter(one -> one.name().equals(environment))
                .map(one -> setting.store()
                        .map(address -> StateUrl.move(one, address.url()))
                        .orElse(one))
                .findFirst();
        return spec.isPresent() && run(new Wiring(setting, pipeline).means(spec.get()), deployment, warm);
    }

    private boolean run(Means means, String deployment, Duration warm) {
        return new Expire(
                        means.environment(),
                        means.terms().journal(),
                        means.terms().locks())
                .run(deployment, warm, means.terms().owner(), setting.patience());
    }
}
