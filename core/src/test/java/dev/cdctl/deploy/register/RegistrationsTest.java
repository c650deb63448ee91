package dev.cdctl.deploy.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is registered of an instance, and when nothing is touched. */
class RegistrationsTest {
    private static final Name BOOKS = new Name("books");
    private static final Name PRODUCTION = new Name("production");
    private static final Host HOST = Host.of("ssh://deploy@web1");

    private final MemoryRegistry registry = new MemoryRegistry("usual:8500", "web1:8500");
    private final List<Problem> warnings = new ArrayList<>();

    private Registrations registrations(String agent) {
        RegisterSpec spec =
                new RegisterSpec(true, Optional.of(agent).filter(text -> !text.isEmpty()), Duration.ofMillis(10));
        return new Registrations(
                BOOKS, PRODUCTION, registry, new Registrations.Terms(spec, "usual:8500", warnings::add));
    }

    private static Instance instance(String role, String deployment) {
        return new Instance(
                new Slot(BOOKS, PRODUCTION, new Name(role), 0, Colour.GREEN, HOST),
                deployment,
                new Version("1.0.0"),
                Digest.of("1.0.0"),
                1,
                1,
                Optional.of(new Address("127.0.0.1", 1)));
    }

    private static RoleSpec role(String name, RoleSpec.Kind kind) {
        HealthSpec health = new HealthSpec(
                Optional.empty(), Duration.ZERO, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), "X-Version");
        return new RoleSpec(
                new Name(name),
                kind,
                "./start.sh",
                1,
                Map.of(),
                health,
                List.of(),
                RoleSpec.Handover.STOP_FIRST,
                false,
                Duration.ofSeconds(5),
                Optional.empty(),
                Origin.of("test"));
    }

    private static List<Registration> of(Registrations registrations) {
        return registrations.of(
                List.of(instance("web", "one"), instance("admin", "one"), instance("mail", "one")),
                List.of(
                        role("web", RoleSpec.Kind.WEB),
                        role("admin", RoleSpec.Kind.WEB),
                        role("mail", RoleSpec.Kind.WORKER)));
    }

    @Test
    void webRolesAreRegisteredUnderNamesThatTellThemApart() {
        List<Registration> all = of(registrations(""));
        assertThat(all).extracting(Registration::service).containsExactly("books", "books-admin");
        Registration web = all.get(0);
        assertThat(web.id()).isEqualTo("cdctl.books.production.web.0.green.web1");
        assertThat(web.tags()).containsExactly("production", "green", "production-green");
        assertThat(web.meta())
                .containsEntry("release", "1.0.0")
                .containsEntry("digest", Digest.of("1.0.0").toString());
        assertThat(web.check().every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(web.agent()).isEqualTo("usual:8500");
        assertThat(of(registrations("{host}:8500")))
                .extracting(Registration::agent)
                .containsOnly("web1:8500");
    }

    @Test
    void whatChangesIsTakenOutElsewhere() {
        Registrations usual = registrations("");
        usual.make(of(usual), entry -> false);
        assertThat(usual.missing(of(usual))).isEmpty();
        Registrations hosts = registrations("{host}:8500");
        assertThat(hosts.make(of(hosts), entry -> false)).hasSize(2);
        assertThat(hosts.all()).extracting(Entry::node).containsOnly("node-of-web1:8500");
        assertThat(warnings).isEmpty();
    }

    @Test
    void anInstanceOfAnotherDeploymentTakesOutNothing() {
        Registrations usual = registrations("");
        usual.make(of(usual), entry -> false);
        usual.withdraw(instance("web", "another"));
        assertThat(registry.entries("books")).hasSize(1);
        usual.withdraw(instance("web", "one"));
        assertThat(registry.entries("books")).isEmpty();
        assertThat(usual.all()).extracting(Entry::service).containsExactly("books-admin");
    }

    @Test
    void aCheckThatDoesNotPassIsNamed() {
        Registrations usual = registrations("");
        List<Registration> wanted = of(usual);
        usual.make(wanted, entry -> false);
        assertThatThrownBy(() -> usual.awaitPassing(wanted, Duration.ZERO, new Cancel(), text -> {}))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why()).contains("connection refused"))
                .hasMessageContaining("CD-866");
    }

    @Test
    void anEntryOfANewerCdctlIsRefusedAndStays() {
        Registration one = of(registrations("")).get(0);
        Map<String, String> meta = new java.util.HashMap<>(one.meta());
        meta.put("cdctl-format", "2");
        registry.register(
                new Registration(one.id(), one.service(), one.agent(), one.address(), one.tags(), meta, one.check()));
        assertThatThrownBy(() -> registrations("").withdraw(instance("web", "one")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("CD-867");
        assertThat(registry.entries("books")).hasSize(1);
    }
}
