package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.deploy.ServingMachine.Manner;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.RoleContainer;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release of several images: the containers of one colour come and go together, each of its own image. */
class SeveralImagesTest {
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set() {
        stage = new Stage(Path.of("/nowhere"));
        stage.hosts = List.of(Host.of("unix:///run/web1.sock").named("web1"));
        stage.images = image -> new Software.Image(
                ImageRef.of(RegistryAddress.parse("registry.example:5000"), image.name(), image.digest()),
                Optional::empty);
        stage.container = Optional.of(whole());
        stage.roles = List.of(
                role("migrate", RoleSpec.Kind.JOB, "tools"),
                Stage.web(),
                role("cache", RoleSpec.Kind.SIDECAR, "cache"),
                role("mail", RoleSpec.Kind.WORKER, "tools"));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    @Test
    void eachRoleIsStartedFromTheImageThatItNames() {
        deploy("1.0.0");

        assertThat(stage.machine.starts())
                .extracting(SeveralImagesTest::brief)
                .containsExactlyInAnyOrder(
                        "migrate books/tools " + digest("tools", "1.0.0"),
                        "web books/web " + digest("web", "1.0.0"),
                        "cache books/cache " + digest("cache", "1.0.0"),
                        "mail books/tools " + digest("tools", "1.0.0"));
    }

    @Test
    void aRolesOwnLimitsCountAndTheOthersAreThoseOfTheRunBlock() {
        deploy("1.0.0");

        ContainerSpec cache = container("cache");
        assertThat(cache.memory()).contains(32L << 20);
        assertThat(cache.user()).contains("10001");
        assertThat(cache.volumes()).isEmpty();
        assertThat(container("web")).isEqualTo(whole());
        assertThat(container("mail").volumes()).isEqualTo(whole().volumes());
        assertThat(stage.machine.rooms()).containsExactly(new Machine.Room((256L + 32 + 256) << 20, 0));
    }

    @Test
    void theSidecarsOfAColourStayWarmAndGoBackWithIt() {
        deploy("1.0.0");
        deploy("1.1.0");
        assertThat(stage.running())
                .containsExactly(
                        "cache-0 (blue) 1.0.0",
                        "cache-0 (green) 1.1.0",
                        "mail-0 (green) 1.1.0",
                        "web-0 (blue) 1.0.0",
                        "web-0 (green) 1.1.0");
        int before = stage.machine.starts().size();

        stage.rollback();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.machine.starts().subList(before, stage.machine.starts().size()))
                .extracting(SeveralImagesTest::brief)
                .containsExactly("mail books/tools " + digest("tools", "1.0.0"));
        assertThat(stage.running()).contains("cache-0 (blue) 1.0.0", "mail-0 (blue) 1.0.0", "web-0 (blue) 1.0.0");
    }

    @Test
    void whenOneContainerOfTheColourFailsNothingOfItStays() {
        deploy("1.0.0");
        stage.machine.with("1.1.0", Manner.EXITS_AT_ONCE);

        assertThatThrownBy(() -> deploy("1.1.0")).isInstanceOf(Failure.class);

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.running())
                .containsExactly("cache-0 (blue) 1.0.0", "mail-0 (blue) 1.0.0", "web-0 (blue) 1.0.0");
    }

    @Test
    void pruneKeepsEveryImageOfWhatARollbackNeeds() {
        deploy("1.0.0");
        deploy("1.1.0");
        deploy("1.2.0");

        new Prune(stage.means()).run(1);

        assertThat(stage.machine.kept())
                .containsExactlyInAnyOrder(
                        digest("web", "1.1.0"),
                        digest("cache", "1.1.0"),
                        digest("tools", "1.1.0"),
                        digest("web", "1.2.0"),
                        digest("cache", "1.2.0"),
                        digest("tools", "1.2.0"));
    }

    @Test
    void aReleaseThatLacksOneOfTheImagesIsRefusedBeforeAnythingIsRecorded() {
        deploy("1.0.0");
        assertThatThrownBy(() -> stage.deploy("1.1.0", Map.of("web", digest("web", "1.1.0"))))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.code()).isEqualTo("CD-581")));
        assertThat(stage.means().environment().history().latest(9)).hasSize(1);
    }

    private void deploy(String version) {
        stage.deploy(
                version,
                Map.of(
                        "web", digest("web", version),
                        "cache", digest("cache", version),
                        "tools", digest("tools", version)));
    }

    private ContainerSpec container(String role) {
        return stage.machine.starts().stream()
                .filter(start -> start.instance().slot().role().text().equals(role))
                .findFirst()
                .flatMap(Machine.Start::container)
                .orElseThrow();
    }

    private static String brief(Machine.Start start) {
        ImageRef ref = ((Software.Image) start.software()).ref();
        return start.instance().slot().role() + " books/" + ref.repository() + " " + ref.digest();
    }

    private static Digest digest(String image, String version) {
        return Digest.of(image + " " + version);
    }

    private static RoleSpec role(String name, RoleSpec.Kind kind, String image) {
        RoleSpec plain = Stage.role(name, kind, RoleSpec.Handover.STOP_FIRST);
        boolean own = kind == RoleSpec.Kind.SIDECAR;
        RoleContainer container = new RoleContainer(
                Optional.of(new Name(image)),
                Optional.empty(),
                own ? Optional.of(32L << 20) : Optional.empty(),
                Optional.empty(),
                own ? Optional.of("10001") : Optional.empty(),
                own ? Optional.of(List.of()) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new RoleSpec(
                plain.name(),
                plain.kind(),
                plain.command(),
                plain.replicas(),
                plain.env(),
                plain.health(),
                plain.warmUp(),
                plain.handover(),
                plain.repeatSafe(),
                plain.within(),
                Optional.of(container),
                plain.origin());
    }

    private static ContainerSpec whole() {
        return new ContainerSpec(
                Optional.of(new Name("web")),
                8080,
                Optional.of(256L << 20),
                Optional.empty(),
                Optional.empty(),
                List.of("data:/data"),
                true,
                List.of(),
                List.of(),
                List.of());
    }
}
