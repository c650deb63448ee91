package dev.cdctl.adapter.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.NetworkAttachmentConfig;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.TaskSpec;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine.Start;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlueprintTest {
    private static final Vault.Kept NOTHING = new Vault.Kept(List.of(), List.of());

    private static final Host SWARM = Host.of("ssh://deploy@manager1").named("swarm");
    private static final Digest DIGEST = Digest.of("books");

    @Test
    void aRoleIsAServiceWithOneTaskForEachCopy() {
        ServiceSpec spec = new Blueprint(web("./start.sh --now"), 3, false, NOTHING).spec();

        assertThat(spec.getName()).isEqualTo("cdctl-books-production-web-blue");
        assertThat(spec.getLabels())
                .containsEntry("dev.cdctl.service", "books")
                .containsEntry("dev.cdctl.colour", "blue")
                .containsEntry("dev.cdctl.deployment", "d1")
                .doesNotContainKeys("dev.cdctl.index", "dev.cdctl.address", "dev.cdctl.host");
        assertThat(Objects.requireNonNull(spec.getMode()).getReplicated())
                .extracting(replicated -> replicated.getReplicas())
                .isEqualTo(3L);
        assertThat(spec.getEndpointSpec().getMode()).isEqualTo(EndpointResolutionMode.DNSRR);
        PortConfig port = spec.getEndpointSpec().getPorts().get(0);
        assertThat(port.getPublishedPort()).isEqualTo(20001);
        assertThat(port.getTargetPort()).isEqualTo(8080);
        assertThat(port.getPublishMode()).isEqualTo(PortConfig.PublishMode.host);
    }

    @Test
    void aTaskIsWhatAContainerOfAHostIs() {
        TaskSpec task = task(web("./start.sh --now"));

        assertThat(task.getContainerSpec().getImage()).isEqualTo("registry.example:5000/books@" + DIGEST);
        assertThat(task.getContainerSpec().getCommand()).containsExactly("./start.sh");
        assertThat(task.getContainerSpec().getArgs()).containsExactly("--now");
        assertThat(task.getContainerSpec().getUser()).isEqualTo("10001");
        assertThat(task.getContainerSpec().getStopGracePeriod()).isEqualTo(20_000_000_000L);
        assertThat(task.getContainerSpec().getEnv())
                .contains(
                        "PORT=8080",
                        "CDCTL_VERSION=1.0.0",
                        "CDCTL_INDEX={{.Task.Slot}}",
                        "PASSWORD_FILE=/run/secrets/PASSWORD",
                        "CDCTL_CONFIG=/etc/cdctl/config")
                .noneMatch(variable -> variable.contains("horse") || variable.startsWith("CDCTL_ADDRESS="));
        assertThat(task.getResources().getLimits().getMemoryBytes()).isEqualTo(64L << 20);
        assertThat(task.getResources().getLimits().getNanoCPUs()).isEqualTo(1_500_000_000L);
        assertThat(task.getRestartPolicy().getCondition()).isEqualTo(ServiceRestartCondition.ANY);
        assertThat(task.getPlacement().getConstraints()).containsExactly("node.role == worker");
        assertThat(task.getPlacement().getMaxReplicas()).isEqualTo(1);
        assertThat(task.getNetworks())
                .extracting(NetworkAttachmentConfig::getTarget)
                .containsExactly("cdctl-books-production", "shelves");
    }

    @Test
    void volumesAreOfTheNodeAndAnotherEnvironmentHasOthers() {
        assertThat(task(web("")).getContainerSpec().getMounts())
                .extracting(Mount::getType, Mount::getSource, Mount::getTarget, Mount::getReadOnly)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                MountType.VOLUME, "cdctl-books-production-data", "/data", false),
                        org.assertj.core.groups.Tuple.tuple(MountType.BIND, "/srv/books", "/books", true));
    }

    @Test
    void nothingOfTheServiceIsTakenForSomethingToFillIn() {
        assertThat(task(web("")).getContainerSpec().getEnv()).contains("GREETING=hello {{\"{{\"}}.Node.Hostname}}");
    }

    @Test
    void aJobIsStartedOnceAndAWorkerMayHaveSeveralOnANode() {
        Start job = start("migrate", Optional.empty(), "./migrate.sh");

        ServiceSpec spec = new Blueprint(job, 1, true, NOTHING).spec();
        assertThat(spec.getTaskTemplate().getRestartPolicy().getCondition()).isEqualTo(ServiceRestartCondition.NONE);
        assertThat(spec.getEndpointSpec().getPorts()).isEmpty();
        assertThat(spec.getTaskTemplate().getPlacement().getMaxReplicas()).isNull();
    }

    @Test
    void namesThatASwarmWouldRefuseAreCutAndStayDifferent() {
        String longest = "a".repeat(50);
        Instance one = instance(longest, "web", Colour.BLUE);
        Instance other = instance(longest, "web", Colour.GREEN);

        assertThat(Words.service(one)).hasSizeLessThanOrEqualTo(63).isNotEqualTo(Words.service(other));
        assertThat(Words.file(one, "PASSWORD")).hasSizeLessThanOrEqualTo(64).isNotEqualTo(Words.file(one, "TOKEN"));
        assertThat(Words.file(one, "a/b")).isNotEqualTo(Words.file(one, "a-b"));
    }

    private static TaskSpec task(Start start) {
        return Objects.requireNonNull(
                new Blueprint(start, 2, false, NOTHING).spec().getTaskTemplate());
    }

    private static Start web(String command) {
        return start("web", Optional.of(new Address("manager1", 20001)), command);
    }

    private static Start start(String role, Optional<Address> address, String command) {
        Instance plain = instance("books", role, Colour.BLUE);
        Instance instance = new Instance(
                plain.slot(), plain.deployment(), plain.version(), plain.digest(), plain.token(), 0, address);
        ImageRef image = ImageRef.of(RegistryAddress.parse("registry.example:5000"), new Name("books"), DIGEST);
        return new Start(
                instance,
                new Software.Image(image, Optional::empty),
                command,
                Map.of("GREETING", "hello {{.Node.Hostname}}", "CDCTL_CONFIG", "/nowhere"),
                Map.of("PASSWORD", "correct horse"),
                Optional.of(container()),
                Duration.ofSeconds(20));
    }

    private static ContainerSpec container() {
        return new ContainerSpec(
                Optional.empty(),
                8080,
                Optional.of(64L << 20),
                Optional.of(1500),
                Optional.of("10001"),
                List.of("data:/data", "/srv/books:/books:ro"),
                true,
                List.of(),
                List.of("node.role == worker"),
                List.of("shelves"));
    }

    private static Instance instance(String environment, String role, Colour colour) {
        String name = environment.equals("books") ? "production" : environment;
        Slot slot = new Slot(new Name("books"), new Name(name), new Name(role), 1, colour, SWARM);
        return new Instance(slot, "d1", new Version("1.0.0"), DIGEST, 7, 0, Optional.empty());
    }
}
