package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.ServingMachine;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.register.MemoryRegistry;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.RegisterSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a catalogue of services has of an environment, whatever is done to that. */
class RegisterTest {
    private static final String BLUE = "cdctl.books.production.web.0.blue.local";
    private static final String GREEN = "cdctl.books.production.web.0.green.local";
    private static final String FOREIGN = "host1:books:8080";

    private final MemoryRegistry registry = new MemoryRegistry("one:8500", "two:8500");
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        stage.registered = Optional.of(registrations("one:8500"));
        registry.foreign(FOREIGN, "books");
    }

    private Registrations registrations(String agent) {
        RegisterSpec spec = new RegisterSpec(true, Optional.empty(), Duration.ofSeconds(1));
        return new Registrations(
                Stage.SERVICE,
                Stage.PRODUCTION,
                registry,
                new Registrations.Terms(spec, agent, problem -> stage.events.add(new Event.Warning(problem))));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    /** What it has besides that of others, which always stays. */
    private List<String> has() {
        List<String> all = new ArrayList<>(registry.has());
        assertThat(all.remove(FOREIGN + " ")).isTrue();
        return all;
    }

    private Repair.Report repair() {
        return new Repair(stage.means()).run();
    }

    private Instance.Slot slot(Colour colour) {
        return stage.machine.observe(Stage.SERVICE, Stage.PRODUCTION).stream()
                .map(Instance::slot)
                .filter(slot -> slot.colour() == colour)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothColoursAreRegisteredAndTakenOutBeforeTheyEnd() {
        stage.deploy("1.0.0");
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
        stage.deploy("1.1.0");
        assertThat(has()).containsExactly(BLUE + " 1.0.0", GREEN + " 1.1.0");
        stage.rollback();
        stage.flip(Colour.GREEN);
        assertThat(has()).containsExactly(BLUE + " 1.0.0", GREEN + " 1.1.0");
        assertThat(registry.told()).containsExactly("register " + BLUE, "register " + GREEN);
        List<String> leaving = new ArrayList<>();
        registry.leaving(id -> leaving.add(id + " of " + stage.running()));
        stage.deploy("1.2.0");
        assertThat(has()).containsExactly(BLUE + " 1.2.0", GREEN + " 1.1.0");
        assertThat(leaving).containsExactly(BLUE + " of [web-0 (blue) 1.0.0, web-0 (green) 1.1.0]");
    }

    @Test
    void anEnvironmentThatIsStoppedOrRemovedHasNoEntries() {
        stage.deploy("1.0.0");
        new Power(stage.means()).stop();
        assertThat(has()).isEmpty();
        assertThat(repair().isWell()).isTrue();
        new Power(stage.means()).up();
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
        new Power(stage.means()).remove();
        assertThat(has()).isEmpty();
    }

    @Test
    void whatANewerCdctlWroteIsRefusedBeforeAnyEntryIsTakenOut() {
        stage.deploy("1.0.0");
        String key = Stage.SERVICE + "/" + Stage.PRODUCTION + "/decision";
        long revision = stage.store.read(key).orElseThrow().revision();
        Json.Obj newer = Json.object().put("format", 9).build();
        assertThat(stage.store.commit(List.of(new Store.Change.Put(key, revision, newer))))
                .isTrue();
        Power power = new Power(stage.means());
        assertThatThrownBy(power::stop).hasMessageContaining("CD-712");
        assertThatThrownBy(power::remove).hasMessageContaining("CD-712");
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @Test
    void aDeploymentThatFailsLeavesNoEntry() {
        stage.deploy("1.0.0");
        stage.machine.with("1.1.0", ServingMachine.Manner.NEVER_HEALTHY);
        assertThatThrownBy(() -> stage.deploy("1.1.0")).isInstanceOf(Failure.class);
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"register.intent", "register.effect", "start.effect", "commit.intent"})
    void whatAKilledDeploymentRegisteredIsTakenOutByTheNextCommand(String point) {
        stage.deploy("1.0.0");
        stage.killAt(point, () -> stage.deploy("1.1.0"));
        assertThat(repair().isWell()).isTrue();
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
        assertThat(stage.served()).isEqualTo("1.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit.effect", "retire.intent"})
    void whatAKilledDeploymentMadeLiveStaysRegistered(String point) {
        stage.deploy("1.0.0");
        stage.killAt(point, () -> stage.deploy("1.1.0"));
        repair();
        assertThat(has()).containsExactly(BLUE + " 1.0.0", GREEN + " 1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
    }

    @Test
    void whatDiedIsTakenOutAndStartedAgainWhenItIsLive() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        assertThat(repair().isWell()).isTrue();
        stage.machine.die(slot(Colour.BLUE));
        stage.machine.die(slot(Colour.GREEN));
        assertThat(has()).containsExactly(BLUE + " 1.0.0 failing", GREEN + " 1.1.0 failing");
        assertThat(new Repair(stage.means()).isNeeded()).isTrue();
        Repair.Report report = repair();
        assertThat(report.started()).containsExactly("web-0 (green)");
        assertThat(report.takenOut()).containsExactlyInAnyOrder(BLUE, GREEN);
        assertThat(has()).containsExactly(GREEN + " 1.1.0");
        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(repair().isWell()).isTrue();
        assertThat(new Repair(stage.means()).isNeeded()).isFalse();
    }

    @Test
    void whatTheCatalogueLostIsRegisteredAgain() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        registry.lose();
        registry.foreign(FOREIGN, "books");
        assertThat(repair().registered()).containsExactlyInAnyOrder(BLUE, GREEN);
        assertThat(has()).containsExactly(BLUE + " 1.0.0", GREEN + " 1.1.0");
        registry.lose();
        registry.foreign(FOREIGN, "books");
        stage.flip(Colour.BLUE);
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
    }

    @Test
    void anotherAgentTakesOverWhatIsRegistered() {
        stage.deploy("1.0.0");
        stage.registered = Optional.of(registrations("two:8500"));
        assertThat(repair().registered()).containsExactly(BLUE);
        assertThat(has()).containsExactly(BLUE + " 1.0.0");
        assertThat(registry.entries("books").stream()
                        .filter(entry -> entry.id().equals(BLUE))
                        .map(entry -> entry.meta("cdctl-agent")))
                .containsExactly("two:8500");
    }

    @Test
    void whatIsWarmNoLongerIsTakenOut() {
        String first = stage.deploy("1.0.0").deployment().id();
        stage.deploy("1.1.0");
        assertThat(new Expire(stage.means().environment(), stage.journal, stage.locks)
                        .run(first, Duration.ZERO, stage.means().terms().owner(), Duration.ZERO))
                .isTrue();
        assertThat(has()).containsExactly(GREEN + " 1.1.0");
    }
}
