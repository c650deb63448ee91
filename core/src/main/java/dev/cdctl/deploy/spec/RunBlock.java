package dev.cdctl.deploy.spec;

import dev.cdctl.deploy.spec.RoleSpec.Handover;
import dev.cdctl.deploy.spec.RoleSpec.Kind;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resolved {@code run} block as it is recorded with a deployment, so that a rollback can bring it back. Secrets are
 * recorded by where they come from, never by value. The same block has the same text.
 */
public final class RunBlock {
    /** What every cdctl before sidecars and containers of a role's own can read; such a block does not say its format. */
    private static final int FIRST_FORMAT = 1;

    private static final int FORMAT = 2;
    private static final Origin RECORDED = Origin.of("the record of the deployment");

    private RunBlock() {}

    /** The form that is recorded. */
    public static Json.Obj toJson(RunSpec run) {
        return Json.object()
                .put("format", newer(run))
                .put("roles", Json.of(run.roles().stream().map(RunBlock::role).toList()))
                .put("archive", run.archive())
                .put("env", env(run.env()))
                .put("config", Json.ofTexts(run.config()))
                .put("stop_timeout_ms", run.stopTimeout().toMillis())
                .put("container", run.container().map(ContainerSpec::toJson))
                .build();
    }

    /** The format, where an older cdctl would start something else than what this says. */
    private static Optional<Json> newer(RunSpec run) {
        return run.roles().stream().anyMatch(role -> role.container().isPresent() || role.kind() == Kind.SIDECAR)
                ? Optional.of(Json.of(FORMAT))
                : Optional.empty();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that, or of a newer format
     */
    public static RunSpec from(Json.Obj json) {
        long format = json.number("format").orElse((long) FIRST_FORMAT);
        if (format > FORMAT) {
            throw new JsonException("a run block of format " + format);
        }
        return new RunSpec(
                json.objects("roles").stream().map(RunBlock::role).toList(),
                json.text("archive"),
                env(json.object("env")),
                json.texts("config"),
                millis(json, "stop_timeout_ms"),
                json.object("container").map(ContainerSpec::from));
    }

    private static Json role(RoleSpec role) {
        return Json.object()
                .put("name", role.name().text())
                .put("kind", role.kind().name())
                .put("command", role.command())
                .put("replicas", role.replicas())
                .put("env", env(role.env()))
                .put("health", health(role.health()))
                .put("warm_up", Json.ofTexts(role.warmUp()))
                .put("handover", role.handover().name())
                .put("repeat_safe", role.repeatSafe())
                .put("within_ms", role.within().toMillis())
                .put("container", role.container().map(RoleContainer::toJson))
                .build();
    }

    private static RoleSpec role(Json.Obj json) {
        return new RoleSpec(
                new Name(json.need("name")),
                Kind.valueOf(json.need("kind")),
                json.need("command"),
                Math.toIntExact(json.needNumber("replicas")),
                env(json.object("env")),
                health(json.object("health").orElseThrow(() -> new JsonException("no object 'health'"))),
                json.texts("warm_up"),
                Handover.valueOf(json.need("handover")),
                json.flag("repeat_safe"),
                millis(json, "within_ms"),
                json.object("container").map(RoleContainer::from),
                RECORDED);
    }

    private static Json health(HealthSpec health) {
        return Json.object()
                .put("http", health.http())
                .put("within_ms", health.within().toMillis())
                .put("every_ms", health.every().toMillis())
                .put("times", health.times())
                .put("timeout_ms", health.timeout().toMillis())
                .put("version_header", health.versionHeader())
                .build();
    }

    private static HealthSpec health(Json.Obj json) {
        return new HealthSpec(
                json.text("http"),
                millis(json, "within_ms"),
                millis(json, "every_ms"),
                Math.toIntExact(json.needNumber("times")),
                millis(json, "timeout_ms"),
                json.need("version_header"));
    }

    static Json env(Map<String, EnvValue> env) {
        Json.Builder members = Json.object();
        new TreeMap<>(env).forEach((name, value) -> members.put(name, value(value)));
        return members.build();
    }

    private static Json value(EnvValue value) {
        return value instanceof EnvValue.Plain plain
                ? Json.of(plain.text())
                : source(((EnvValue.Secret) value).source());
    }

    private static Json source(SecretSource source) {
        if (source instanceof SecretSource.File file) {
            return Json.object().put("file", file.path()).build();
        }
        if (source instanceof SecretSource.Variable variable) {
            return Json.object().put("env", variable.name()).build();
        }
        return Json.object()
                .put("command", ((SecretSource.Command) source).run())
                .build();
    }

    static Map<String, EnvValue> env(Optional<Json.Obj> json) {
        Map<String, EnvValue> env = new LinkedHashMap<>();
        json.ifPresent(members -> members.members().forEach((name, value) -> env.put(name, value(value))));
        return env;
    }

    private static EnvValue value(Json value) {
        if (value instanceof Json.Str text) {
            return new EnvValue.Plain(text.value());
        }
        Json.Obj secret = (Json.Obj) value;
        return new EnvValue.Secret(secret.text("file")
                .<SecretSource>map(path -> new SecretSource.File(path, RECORDED))
                .or(() -> secret.text("env").map(name -> new SecretSource.Variable(name, RECORDED)))
                .orElseGet(() -> new SecretSource.Command(secret.need("command"), RECORDED)));
    }

    private static Duration millis(Json.Obj json, String name) {
        return Duration.ofMillis(json.needNumber(name));
    }
}
