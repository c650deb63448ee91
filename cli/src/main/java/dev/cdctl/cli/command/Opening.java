package dev.cdctl.cli.command;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.StoreAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what was typed into the library's terms. */
public final class Opening {
    /** How long to wait for a lock that somebody else holds. */
    public static final Option LOCK_WAIT =
            Option.value("--lock-wait", "TIME", "Wait so long for a lock that somebody else holds, such as 10m");

    /** How long the whole command may take. */
    public static final Option TIMEOUT = Option.value(
                    "--timeout",
                    "TIME",
                    "Stop in good order, with exit code 12, when the whole command takes longer, such as 20m;"
                            + " waiting for the lock counts")
            .variable("CDCTL_TIMEOUT");

    /** A deployment that waits gives up for a newer one. */
    public static final Option NEWEST_WINS = Option.flag(
            "--newest-wins",
            "While waiting for the lock: give up (exit 5) as soon as a deployment of a newer release waits too");

    /** Commands that are stages too: a stage may have their names. */
    private static final Set<String> STAGES = Set.of("build", "test");

    private Opening() {}

    /** The pipeline that the command is about. */
    public static Cdctl cdctl(Invocation invocation) {
        return Cdctl.open(setting(invocation));
    }

    /** The environment that the command is about, the first one when none was named. */
    public static Means means(Invocation invocation) {
        Cdctl cdctl = cdctl(invocation);
        return cdctl.means(cdctl.environment(invocation.environment()));
    }

    /**
     * The environment that the command is about, which has to be named when there are several: nobody should stop
     * production because it stands first.
     */
    public static Means named(Invocation invocation) {
        Cdctl cdctl = cdctl(invocation);
        requireNamed(invocation, cdctl);
        return cdctl.means(cdctl.environment(invocation.environment()));
    }

    /** Makes sure that an environment was named, when there are several. */
    public static void requireNamed(Invocation invocation, Cdctl cdctl) {
        List<EnvironmentSpec> all = cdctl.pipeline().environments();
        if (invocation.environment().isEmpty() && all.size() > 1) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-822", "cdctl " + invocation.path() + " needs the name of an environment")
                            .because(invocation.store().orElse("pipeline.yaml") + " has "
                                    + all.stream()
                                            .map(spec -> spec.name().text())
                                            .collect(Collectors.joining(", ")))
                            .remedy("cdctl " + invocation.path() + " -e "
                                    + all.get(all.size() - 1).name()));
        }
    }

    /** Where and for whom the command works. */
    public static Setting setting(Invocation invocation) {
        Path file = invocation.folder().resolve(invocation.file()).normalize();
        Setting setting = new Setting(
                file,
                invocation.variables(),
                reserved(invocation.catalogue()),
                invocation.path(),
                invocation.duration(LOCK_WAIT).orElse(Duration.ZERO),
                self(),
                invocation.console().secrets(),
                invocation.console(),
                invocation.cancel());
        Optional<String> store = invocation.store();
        return store.isPresent() ? setting.at(address(invocation, store.get())) : setting;
    }

    /** The store that was named in the place of the pipeline's file. */
    private static StoreAddress address(Invocation invocation, String text) {
        try {
            return StoreAddress.parse(text, invocation.environment());
        } catch (IllegalArgumentException e) {
            throw Failure.of(
                            Failure.Kind.USAGE,
                            Problem.of("CD-802", "'" + text + "' is not a value of " + GlobalOptions.FILE.name())
                                    .because("as the address of a store: " + e.getMessage()))
                    .causedBy(e);
        }
    }

    /** The names that a stage cannot have, since they are commands. */
    public static Set<String> reserved(Catalogue catalogue) {
        return catalogue.entries().stream()
                .map(entry -> entry.path().split(" ", 2)[0])
                .filter(word -> !STAGES.contains(word))
                .collect(Collectors.toSet());
    }

    /** How this cdctl is started: by the same Java, from the same jar or class path. */
    public static List<String> self() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Path code = Path.of(Cdctl.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (code.toString().endsWith("classes") || code.toString().contains("cdctl-core")) {
                return List.of(java, "-cp", System.getProperty("java.class.path"), "dev.cdctl.cli.Main");
            }
            return List.of(java, "-jar", code.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
