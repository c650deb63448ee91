package dev.cdctl.language;

import dev.cdctl.adapter.embedded.EmbeddedRouterSpec;
import dev.cdctl.adapter.haproxy.HaproxyRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.artifact.ArchiveSpec;
import dev.cdctl.artifact.Packaged;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.image.ImageSpec;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.deploy.spec.Overrides;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Choice;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Types;
import dev.cdctl.script.StageSpec;
import dev.cdctl.supply.SignSpec;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.version.VersionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pipeline.yaml that was read without a problem.
 *
 * @param written what the file says; its file is absolute
 * @param environments in the order in which they are written; never empty
 * @param noticed what is right and yet worth knowing, in whole sentences, of single keys
 */
public record Pipeline(
        Written written,
        Name service,
        String description,
        String owner,
        VersionSpec version,
        List<StageSpec> stages,
        List<ArchiveSpec> archives,
        List<ImageSpec> images,
        Optional<PushSpec> push,
        Optional<SignSpec> sign,
        List<EnvironmentSpec> environments,
        List<String> noticed) {
    static final Key<Integer> FORMAT = Key.of(
                    "format", Types.integer(1, 1), "The format of this file; a newer one needs a newer cdctl.")
            .or("1");
    static final Key<Map<String, StageSpec>> STAGES = Key.of(
                    "stages",
                    MapOf.names("stages with their names", StageSpec.BLOCK),
                    "Stages that are scripts, in their order; each can be run alone: `cdctl run unit`.")
            .orEmpty();
    static final Key<List<Packaged>> PACKAGE = Key.of(
                    "package",
                    new ListOf<Packaged>(
                            "a list of what to package",
                            Choice.<Packaged>of("a package", ArchiveSpec.BLOCK, ImageSpec.BLOCK)),
                    "What a release consists of.")
            .orEmpty();
    static final Key<Boolean> RUN = Key.of(
            "run", RunSpec.BLOCK.partial(), "How the service runs, in every environment that says nothing else.");
    static final Key<Map<String, EnvironmentSpec>> ENVIRONMENTS = Key.required(
            "environments",
            MapOf.names(
                    "environments with their names",
                    EnvironmentSpec.block(Choice.<RouterSpec>of(
                            "a router", EmbeddedRouterSpec.BLOCK, NginxRouterSpec.BLOCK, HaproxyRouterSpec.BLOCK))),
            "Where the service is deployed, in the order of deployment; at least one.");
    private static final Key<Name> SERVICE =
            Key.required("service", Types.name(), "The name of the service, in every folder, label and message.");
    private static final Key<String> DESCRIPTION =
            Key.of("description", Types.line("a line of text"), "What the service does, in one line.");
    private static final Key<String> OWNER =
            Key.of("owner", Types.line("a line of text"), "Whom to ask about the service.");
    private static final Key<VersionSpec> VERSION = Key.of(
                    "version", VersionSpec.BLOCK, "Where the version of a release comes from.")
            .orEmpty();
    static final Key<PushSpec> PUSH =
            Key.of("push", PushSpec.block(RepositoryKinds.TYPE), "Where releases are pushed to.");

    private static final Key<SignSpec> SIGN =
            Key.of("sign", SignSpec.BLOCK, "What releases are signed with when they are pushed.");

    /** The whole file. */
    static final Block<Pipeline> BLOCK = Block.of(
            "pipeline.yaml",
            Pipeline::from,
            SERVICE,
            DESCRIPTION,
            OWNER,
            VERSION,
            STAGES,
            PACKAGE,
            PUSH,
            SIGN,
            RUN,
            ENVIRONMENTS,
            FORMAT);

    /** Copies the lists. */
    public Pipeline {
        stages = List.copyOf(stages);
        archives = List.copyOf(archives);
        images = List.copyOf(images);
        environments = List.copyOf(environments);
        noticed = List.copyOf(noticed);
    }

    /** The file, absolute. */
    public Path file() {
        return written.file();
    }

    /** The folder of the file, which every path in it is relative to. */
    public Path folder() {
        return Objects.requireNonNull(file().getParent());
    }

    /** What is right and yet worth knowing, in whole sentences. */
    public List<String> remarks() {
        return Stream.concat(
                        noticed.stream(),
                        environments.stream()
                                .flatMap(environment ->
                                        Stream.concat(withoutHosts(environment), elsewhere(environment))))
                .toList();
    }

    private Stream<String> withoutHosts(EnvironmentSpec environment) {
        return archives.isEmpty() && !images.isEmpty() && environment.hosts().isEmpty()
                ? Stream.of("only images are packaged, and '" + environment.name()
                        + "' has no hosts that run them: they are pushed, and deploy is refused there")
                : Stream.empty();
    }

    /** What is linked is on the first host, in a network that ends there. */
    private static Stream<String> elsewhere(EnvironmentSpec environment) {
        List<LinkedSpec> linked =
                environment.run().container().map(ContainerSpec::linked).orElse(List.of());
        if (linked.isEmpty() || environment.hosts().size() < 2 || environment.swarm()) {
            return Stream.empty();
        }
        String names = linked.stream().map(LinkedSpec::name).map(Name::text).collect(Collectors.joining(", "));
        List<String> hosts = environment.hosts().stream().map(Host::id).toList();
        return Stream.of("what is linked in '" + environment.name() + "' (" + names + ") runs on its first host "
                + hosts.get(0) + " only, and containers on "
                + String.join(", ", hosts.subList(1, hosts.size()))
                + " do not find it by its name: keep to one host, or run it outside the pipeline at an address that"
                + " every host reaches, and tell that in `run.env`");
    }

    private static Pipeline from(Values values) {
        return new Pipeline(
                new Written(values.reading().file(), values.reading().file().toString(), ""),
                values.get(SERVICE),
                values.find(DESCRIPTION).orElse(""),
                values.find(OWNER).orElse(""),
                values.get(VERSION),
                List.copyOf(values.get(STAGES).values()),
                only(ArchiveSpec.class, values.get(PACKAGE)),
                only(ImageSpec.class, values.get(PACKAGE)),
                values.find(PUSH),
                values.find(SIGN),
                List.copyOf(values.get(ENVIRONMENTS).values()),
                values.reading().remarks());
    }

    /** The same, as it is written there. */
    Pipeline as(Written other) {
        return with(other, environments);
    }

    /** The same with these environments instead. */
    public Pipeline with(List<EnvironmentSpec> others) {
        return with(written, others);
    }

    private Pipeline with(Written as, List<EnvironmentSpec> all) {
        return new Pipeline(
                as, service, description, owner, version, stages, archives, images, push, sign, all, noticed);
    }

    static <T> List<T> only(Class<T> kind, List<Packaged> all) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The file with every environment's run block whole. */
    static Node.Mapping resolve(Node.Mapping file) {
        Optional<Node.Entry> environments = file.find(ENVIRONMENTS.name());
        if (environments.isEmpty() || !(environments.get().value() instanceof Node.Mapping written)) {
            return file;
        }
        Optional<Node.Entry> run = file.find(RUN.name());
        List<Node.Entry> resolved = written.entries().stream()
                .map(environment -> Overrides.resolve(run, environment))
                .toList();
        return file.with(new Node.Entry(environments.get().key(), new Node.Mapping(resolved, written.origin())));
    }
}
