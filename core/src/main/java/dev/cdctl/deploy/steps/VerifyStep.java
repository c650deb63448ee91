package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.EnvironmentSpec.Verify;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Name;
import dev.cdctl.version.form.Form;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs the environment's own checks against the idle colour, before users see it. */
final class VerifyStep implements Step {
    private final Environment environment;
    private final Candidate candidate;
    private final Verify verify;
    private final Tools tools;

    VerifyStep(Environment environment, Candidate candidate, Verify verify, Tools tools) {
        this.environment = environment;
        this.candidate = candidate;
        this.verify = verify;
        this.tools = tools;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String describe() {
        String first = verify.run().strip().lines().findFirst().orElse("");
        return "verify " + candidate.colour().word() + ": " + first;
    }

    @Override
    public String run(Consumer<String> progress) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("CDCTL_SERVICE", environment.service().text());
        variables.put("CDCTL_ENVIRONMENT", environment.spec().name().text());
        variables.put("CDCTL_VERSION", candidate.release().version().text());
        variables.putAll(Form.variables(candidate.release().version()));
        variables.put("CDCTL_COLOUR", candidate.colour().word());
        variables.put("CDCTL_DEPLOYMENT", candidate.deployment());
        candidate.release().commit().ifPresent(commit -> variables.put("CDCTL_COMMIT", commit.id()));
        preview(environment, candidate).ifPresent(url -> variables.put("CDCTL_URL", url));
        tools.script("verify", verify, variables);
        return "";
    }

    /** Where the idle colour can be looked at before it goes live. */
    static java.util.Optional<String> preview(Environment environment, Candidate candidate) {
        List<Name> webs = candidate
                .roles(role -> role.kind() == RoleSpec.Kind.WEB)
                .map(RoleSpec::name)
                .toList();
        return environment.instances(candidate.colour()).stream()
                .filter(instance -> instance.deployment().equals(candidate.deployment()))
                .filter(instance -> webs.contains(instance.slot().role()))
                .min(Comparator.comparingInt(instance -> instance.slot().index()))
                .flatMap(Instance::address)
                .map(address -> "http://" + address);
    }
}
