package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.engine.Event;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.look.Status;
import dev.cdctl.state.Store.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is true is asked of hosts and routers, also when nothing of it is recorded any more. */
class StateLostTest {
    private final RemoteMachine first = new RemoteMachine("web1");
    private final RemoteMachine second = new RemoteMachine("web2");
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        Map<Host, Machine> machines = new LinkedHashMap<>();
        machines.put(Host.of("unix:///run/web1.sock").named("web1"), first);
        machines.put(Host.of("unix:///run/web2.sock").named("web2"), second);
        stage.machines = Optional.of(new Machines(machines, host -> first));
    }

    @AfterEach
    void clear() {
        first.close();
        second.close();
        stage.close();
    }

    @Test
    void statusSaysWhatRunsAndWhatIsServed() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        loseAll();

        Status status = Status.of(stage.means());

        assertThat(status.live()).isEmpty();
        assertThat(status.doors().get(0).served()).isPresent();
        assertThat(status.seen()).hasSize(4);
        assertThat(status.in(Colour.GREEN)).extracting(Status.Seen::standing).containsOnly(Status.Standing.LIVE);
        assertThat(status.differences())
                .anySatisfy(difference -> assertThat(difference.remedy()).contains("resume --keep served"));
        assertThatThrownBy(() -> stage.deploy("1.2.0"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
    }

    @Test
    void whatIsServedIsRecordedAnewAndHandedOverAsEver() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        var before = stage.router.route().orElseThrow().instances();
        loseAll();

        assertThat(new Resume(stage.means()).run(Optional.of(Resume.Keep.SERVED)))
                .isTrue();

        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(Status.of(stage.means()).differences()).isEmpty();
        assertThat(stage.router.route().orElseThrow().instances()).isEqualTo(before);
        stage.rollback();
        assertThat(stage.served()).isEqualTo("1.0.0");
        stage.deploy("1.2.0");
        assertThat(stage.served()).isEqualTo("1.2.0");
        assertThat(stage.deploy("1.2.0").changed()).isFalse();
    }

    @Test
    void aReleaseThatIsLiveIsDeployedAlsoWhenThatCannotBeNotedAnyMore() {
        stage.store.lose(Stage.SERVICE + "/" + Stage.PRODUCTION + "/stopped");

        assertThat(stage.deploy("1.0.0").changed()).isTrue();

        assertThat(stage.served()).isEqualTo("1.0.0");
        assertThat(stage.events)
                .filteredOn(Event.Warning.class::isInstance)
                .extracting(event -> ((Event.Warning) event).problem().code())
                .containsExactly("CD-704");
    }

    @Test
    void whatWasMadeAnewIsNotTakenForTheSame() {
        stage.deploy("1.0.0");
        loseAll();
        new Resume(stage.means()).run(Optional.of(Resume.Keep.SERVED));

        Deploy.Result again = stage.deploy("1.0.0");

        assertThat(again.changed()).isTrue();
        assertThat(again.deployment().colour()).isEqualTo(Colour.GREEN);
    }

    @Test
    void aRollbackTellsBeforeItStartsWhichConfigurationComesBack(@TempDir Path project) throws Exception {
        Files.writeString(project.resolve("books.conf"), "shelves: 7");
        stage.project = project;
        stage.config = List.of("books.conf");
        stage.deploy("1.0.0");
        Files.writeString(project.resolve("books.conf"), "shelves: 8");
        stage.deploy("1.1.0");
        stage.events.clear();
        List<String> before = stage.store.all();

        Rollback.Foreseen foreseen = new Rollback(stage.means()).foresee(Optional.empty());
        assertThat(foreseen.target().release().version().text()).isEqualTo("1.0.0");
        assertThat(foreseen.warm()).isTrue();
        assertThat(foreseen.configuration()).containsExactly("books.conf", "  - shelves: 8", "  + shelves: 7");
        assertThat(stage.store.all()).isEqualTo(before);
        assertThat(stage.served()).isEqualTo("1.1.0");
        assertThat(stage.events).isEmpty();

        new Rollback(stage.means()).run(Optional.empty());

        assertThat(stage.served()).isEqualTo("1.0.0");
        List<String> told = stage.events.stream()
                .takeWhile(event ->
                        !(event instanceof Event.StepStarted step && step.step().equals("commit")))
                .filter(Event.Note.class::isInstance)
                .map(event -> ((Event.Note) event).text())
                .toList();
        assertThat(told)
                .containsExactly(
                        "the configuration of 1.0.0 comes back:",
                        "  books.conf",
                        "    - shelves: 8",
                        "    + shelves: 7");
    }

    @Test
    void configurationComesFromTheStoreOnAComputerThatNeverHadIt(@TempDir Path project, @TempDir Path elsewhere)
            throws Exception {
        Files.writeString(project.resolve("books.conf"), "shelves: 7");
        stage.project = project;
        stage.config = List.of("books.conf");
        stage.deploy("1.0.0");
        Files.writeString(project.resolve("books.conf"), "shelves: 8");
        stage.deploy("1.1.0");
        stage.deploy("1.2.0");
        stage.configs = elsewhere;

        new Rollback(stage.means()).run(Optional.of("1.0.0"));

        assertThat(stage.served()).isEqualTo("1.0.0");
        try (var files = Files.walk(elsewhere)) {
            assertThat(files.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasContent("shelves: 7"));
        }
    }

    @Test
    void aPruneKeepsWhatARollbackWouldGoTo() {
        stage.deploy("1.0.0");
        stage.deploy("1.1.0");
        stage.deploy("1.2.0");
        stage.deploy("1.3.0");

        assertThat(new Prune(stage.means()).run(1)).containsExactlyInAnyOrder("1.3.0", "1.2.0");
        assertThat(first.itself().kept()).hasSize(2);
        assertThat(second.itself().kept()).isEqualTo(first.itself().kept());
        first.itself().close();
        second.itself().close();
        assertThat(new Prune(stage.means()).run(1)).containsExactlyInAnyOrder("1.3.0", "1.2.0");
        assertThat(new Prune(stage.means()).run(3)).hasSize(3);
    }

    private void loseAll() {
        for (String key : stage.store.list("books")) {
            stage.store
                    .read(key)
                    .ifPresent(record -> stage.store.commit(List.of(new Change.Delete(key, record.revision()))));
        }
        for (String key : stage.store.list("ports")) {
            stage.store
                    .read(key)
                    .ifPresent(record -> stage.store.commit(List.of(new Change.Delete(key, record.revision()))));
        }
        stage.journal.forget();
    }
}
