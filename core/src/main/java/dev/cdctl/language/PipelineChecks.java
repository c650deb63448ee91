package dev.cdctl.language;

import dev.cdctl.artifact.ArchiveSpec;
import dev.cdctl.artifact.Packaged;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.image.ImageSpec;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleContainer;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Nearest;
import dev.cdctl.pipeline.Node;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.graph.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no key can see alone: that the blocks of one file fit together. Blocks that could not be read are left out. */
final class PipelineChecks {
    private static final Set<String> STAGES_THAT_ARE_COMMANDS = Set.of("build", "test");

    private final Values values;
    private final Set<String> reserved;
    private final List<Packaged> packages;
    private final List<ArchiveSpec> archives;
    private final List<ImageSpec> images;
    private final List<EnvironmentSpec> environments;
    private final Node.Mapping written;

    PipelineChecks(Values values, Set<String> reserved) {
        this.values = values;
        this.reserved = reserved;
        packages = values.find(Pipeline.PACKAGE).orElse(List.of());
        archives = Pipeline.only(ArchiveSpec.class, packages);
        images = Pipeline.only(ImageSpec.class, packages);
        environments =
                List.copyOf(values.find(Pipeline.ENVIRONMENTS).orElse(Map.of()).values());
        written = mapping(values.mapping(), Pipeline.ENVIRONMENTS.name());
    }

    void run() {
        values.find(Pipeline.STAGES).orElse(Map.of()).values().forEach(this::stage);
        Graph.problems(List.copyOf(values.find(Pipeline.STAGES).orElse(Map.of()).values()))
                .forEach(this::add);
        different("archives", archives);
        different("images", images);
        packages();
        registry();
        if (values.written(Pipeline.ENVIRONMENTS).isPresent()
                && written.entries().isEmpty()) {
            add(Problem.of("CD-129", "there is no environment").at(values.origin(Pipeline.ENVIRONMENTS)));
        }
        environments.forEach(this::after);
        environments.forEach(environment -> {
            if (environment.hosts().isEmpty()) {
                archiveOf(environment);
            } else {
                imageOf(environment);
                stateOf(environment);
            }
        });
        environments.forEach(this::routers);
        new RouterClashes(environments, this::add).run();
    }

    private void stage(StageSpec stage) {
        String name = stage.name().text();
        if (reserved.contains(name) && !STAGES_THAT_ARE_COMMANDS.contains(name)) {
            add(Problem.of("CD-120", "a stage cannot be called '" + name + "', which is a command")
                    .at(stage.origin())
                    .remedy("give it another name"));
        }
    }

    private void different(String kind, List<? extends Packaged> all) {
        Set<String> names = new HashSet<>();
        for (Packaged each : all) {
            if (!names.add(each.name().text())) {
                add(Problem.of("CD-121", "two " + kind + " are called '" + each.name() + "'")
                        .at(each.origin()));
            }
        }
    }

    private void registry() {
        boolean known = values.find(Pipeline.PUSH).flatMap(PushSpec::images).isPresent()
                || values.written(Pipeline.PUSH).isPresent()
                        && values.find(Pipeline.PUSH).isEmpty();
        if (!images.isEmpty() && !known) {
            add(Problem.of("CD-491", "there is an image, and no registry that it is pushed to")
                    .at(images.get(0).origin())
                    .remedy("add push: {images: HOST:PORT}"));
        }
    }

    private void packages() {
        if (values.written(Pipeline.PACKAGE).isEmpty() && !written.entries().isEmpty()) {
            add(Problem.of("CD-122", "nothing is packaged, so there is nothing to deploy")
                    .at(values.origin(Pipeline.ENVIRONMENTS))
                    .remedy("add package: [{archive: {name: ..., files: [...]}}]"));
        }
    }

    private void after(EnvironmentSpec environment) {
        environment.after().map(Name::text).ifPresent(after -> {
            List<String> names =
                    written.entries().stream().map(Node.Entry::name).toList();
            int own = names.indexOf(environment.name().text());
            Problem problem = Problem.of("CD-126", "'" + after + "' is no environment that is written before this one")
                    .at(place(environment, "after"));
            if (!names.contains(after)) {
                add(problem.because("the environments are " + String.join(", ", names))
                        .remedy(Nearest.question(after, names.subList(0, own))));
            } else if (names.indexOf(after) >= own) {
                add(problem.because("the order in the file is the order of deployment"));
            }
        });
    }

    private void archiveOf(EnvironmentSpec environment) {
        List<String> names =
                archives.stream().map(archive -> archive.name().text()).toList();
        boolean known = itemsOf(Pipeline.PACKAGE) == packages.size();
        Optional<String> wanted = environment.run().archive();
        if (wanted.isPresent() && known && !names.contains(wanted.get())) {
            add(Problem.of("CD-122", "no archive is called '" + wanted.get() + "'")
                    .at(place(environment, "run", "archive"))
                    .because(names.isEmpty() ? "" : "the archives are " + String.join(", ", names))
                    .remedy(Nearest.question(wanted.get(), names)));
        } else if (wanted.isEmpty() && archives.size() > 1) {
            add(Problem.of("CD-122", "there are several archives, and run does not say which one it runs")
                    .at(place(environment, "run"))
                    .remedy("add archive: " + names.get(0)));
        }
    }

    private void imageOf(EnvironmentSpec environment) {
        if (itemsOf(Pipeline.PACKAGE) != packages.size()) {
            return;
        }
        List<String> names = images.stream().map(image -> image.name().text()).toList();
        if (names.isEmpty()) {
            add(Problem.of(
                            "CD-136",
                            "'" + environment.name() + "' has hosts, and no image is packaged that could run on them")
                    .at(place(environment, "hosts"))
                    .remedy("add package: [{image: {name: ...}}]"));
            return;
        }
        Optional<String> common =
                environment.run().container().flatMap(ContainerSpec::image).map(Name::text);
        common.ifPresent(image -> known(image, names, place(environment, "run", "container", "image")));
        List<RoleSpec> silent = new ArrayList<>();
        for (RoleSpec role : environment.run().roles()) {
            Optional<Name> own = role.container().flatMap(RoleContainer::image);
            own.ifPresent(image -> known(
                    image.text(),
                    names,
                    place(environment, "run", "roles", role.name().text(), "container", "image")));
            if (own.isEmpty()) {
                silent.add(role);
            }
        }
        if (common.isEmpty() && names.size() > 1 && !silent.isEmpty()) {
            add(severalImages(environment, silent.get(0), names.get(0)));
        }
    }

    private void known(String image, List<String> names, Origin origin) {
        if (!names.contains(image)) {
            add(Problem.of("CD-122", "no image is called '" + image + "'")
                    .at(origin)
                    .because("the images are " + String.join(", ", names))
                    .remedy(Nearest.question(image, names)));
        }
    }

    private Problem severalImages(EnvironmentSpec environment, RoleSpec role, String image) {
        boolean named = environment.run().roles().size() > 1;
        return Problem.of(
                        "CD-122",
                        "there are several images, and "
                                + (named ? "the role '" + role.name() + "'" : "run")
                                + " does not say which one it runs")
                .at(place(environment, "run"))
                .remedy("add container: {image: " + image + "}"
                        + (named ? " to the role, or to run for all roles that say nothing else" : ""));
    }

    /** A lock on this computer protects nothing of what others reach too. */
    private void stateOf(EnvironmentSpec environment) {
        boolean here = environment.state().map(url -> url.startsWith("file:")).orElse(true);
        environment.hosts().stream().filter(host -> !host.isHere()).findFirst().ifPresent(remote -> {
            if (here) {
                add(Problem.of("CD-137", "the state of '" + environment.name() + "' would be on this computer alone")
                        .at(place(environment, "state"))
                        .because("others reach " + remote.url() + " too, and its lock would not keep them out")
                        .remedy("keep it where every operator reaches it: state: ssh://deploy@HOST/srv/cdctl"));
            }
        });
    }

    private int itemsOf(Key<?> list) {
        return values.mapping()
                .find(list.name())
                .map(Node.Entry::value)
                .filter(Node.Sequence.class::isInstance)
                .map(node -> ((Node.Sequence) node).items().size())
                .orElse(0);
    }

    private void routers(EnvironmentSpec environment) {
        RunSpec run = environment.run();
        boolean web = run.roles().stream().anyMatch(role -> role.kind() == RoleSpec.Kind.WEB);
        if (!web && !environment.routers().isEmpty()) {
            add(Problem.of("CD-127", "there are routers, but no role of kind web that they could lead to")
                    .at(environment.routers().get(0).origin()));
        }
        new RouterChecks(environment).problems().forEach(this::add);
    }

    /** Where the value at the end of these keys was written; the environment when it was not. */
    private Origin place(EnvironmentSpec environment, String... keys) {
        Node.Mapping mapping = mapping(written, environment.name().text());
        Origin origin = environment.origin();
        for (String key : keys) {
            Optional<Node.Entry> entry = mapping.find(key);
            if (entry.isEmpty()) {
                return origin;
            }
            boolean block = entry.get().value() instanceof Node.Mapping;
            origin = block ? entry.get().key().origin() : entry.get().value().origin();
            mapping = mapping(mapping, key);
        }
        return origin;
    }

    private static Node.Mapping mapping(Node.Mapping in, String key) {
        return in.find(key)
                .map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .orElseGet(() -> new Node.Mapping(List.of(), in.origin()));
    }

    private void add(Problem problem) {
        values.reading().add(problem);
    }
}
