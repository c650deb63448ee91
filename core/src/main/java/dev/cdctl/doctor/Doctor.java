package dev.cdctl.doctor;

import dev.cdctl.Cdctl;
import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Status;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Looks at everything that cdctl needs, and changes nothing. */
public final class Doctor {
    private static final String PIPELINE = "pipeline";

    private final Setting setting;
    private final Path folder;
    private final Set<Integer> routerPorts = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Looks at what that setting works with. */
    public Doctor(Setting setting) {
        this.setting = setting;
        this.folder = Objects.requireNonNull(setting.file().toAbsolutePath().getParent());
    }

    /** The machine alone. */
    public List<Finding> machine() {
        return new MachineCheck(folder, setting.variables(), setting.cancel()).look();
    }

    /** The pipeline and every environment of it. */
    public List<Finding> pipeline() {
        findings.clear();
        try {
            Cdctl cdctl = Cdctl.open(setting);
            findings.add(Finding.ok(PIPELINE, setting.place() + " has no problem"));
            folders(cdctl);
            cdctl.pipeline().stages().stream()
                    .flatMap(stage -> secrets(PIPELINE).look(stage.env()))
                    .forEach(findings::add);
            routers(cdctl);
            cdctl.pipeline().environments().forEach(spec -> environment(cdctl, spec));
        } catch (Failure e) {
            report(PIPELINE, e);
        }
        return List.copyOf(findings);
    }

    private void folders(Cdctl cdctl) {
        String repository = cdctl.repository().describe();
        findings.add(
                new FolderCheck(PIPELINE, "the repository", Path.of(repository.replaceFirst("^file:", ""))).look());
        findings.add(new FolderCheck(PIPELINE, "cdctl's own folder", folder.resolve(".cdctl")).look());
    }

    /** What the routers themselves think worth knowing; each is asked once. */
    private void routers(Cdctl cdctl) {
        Set<Path> roots = new HashSet<>();
        Set<String> asked = new HashSet<>();
        for (EnvironmentSpec spec : cdctl.pipeline().environments()) {
            far(cdctl, spec, asked);
            Path root =
                    StateFolder.of(spec.state(), folder, setting.variables()).root();
            if (roots.add(root)) {
                spec.state()
                        .filter(named -> cdctl.stateHost(spec).isEmpty())
                        .ifPresent(named -> findings.add(new FolderCheck(PIPELINE, "the state folder", root).look()));
                RouterStatus.of(root).ifPresent(this::router);
            }
        }
    }

    /** A state on another computer is looked at once, whoever shares it. */
    private void far(Cdctl cdctl, EnvironmentSpec spec, Set<String> asked) {
        cdctl.stateHost(spec)
                .filter(state -> asked.add(spec.state().orElse("")))
                .ifPresent(state -> findings.addAll(new StateCheck(state).look()));
    }

    private void router(RouterStatus router) {
        router.environments()
                .forEach(served -> routerPorts.add(served.route().listen().port()));
        router.notes()
                .forEach(note ->
                        findings.add(Finding.warning(PIPELINE, "the router says: " + note, "cdctl router status")));
    }

    private void environment(Cdctl cdctl, EnvironmentSpec spec) {
        String name = spec.name().text();
        try {
            Means means = cdctl.look(spec);
            findings.addAll(new EnvironmentCheck(means, Status.of(means), routerPorts).look());
            means.environment().entrances().stream()
                    .flatMap(entrance -> entrance.tls().stream())
                    .map(tls -> new CertificateCheck(name, tls, Instant.now()).look())
                    .forEach(findings::add);
            secrets(name).look(spec.run()).forEach(findings::add);
            spec.verify().stream()
                    .flatMap(verify -> secrets(name).look(verify.env()))
                    .forEach(findings::add);
        } catch (Failure e) {
            report(name, e);
        }
        if (!spec.hosts().isEmpty() && !spec.swarm()) {
            findings.addAll(new HostDoctor(cdctl, spec).hosts(spec.hosts()));
        }
    }

    private SecretCheck secrets(String about) {
        return new SecretCheck(about, folder, setting.variables());
    }

    private void report(String about, Failure failure) {
        findings.addAll(Finding.of(about, failure));
    }
}
