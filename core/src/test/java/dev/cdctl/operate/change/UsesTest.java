package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.UseSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Listing;
import dev.cdctl.history.Listing.Door;
import dev.cdctl.model.Name;
import dev.cdctl.secret.EnvValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What instances are told of the other services that their environment uses. */
class UsesTest {
    private static final Name LOANS = new Name("loan-desk");

    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) {
        stage = new Stage(folder);
        stage.uses = List.of(new UseSpec(LOANS, Optional.empty()));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    private void list(Name environment, String url, String computer) {
        Door door = new Door(url, Optional.empty(), "/", Optional.empty());
        new Listing(LOANS, environment, "", "", List.of(door), computer)
                .change(stage.store.read(Listing.key(LOANS, environment)))
                .ifPresent(change ->
                        assertThat(stage.store.commit(List.of(change))).isTrue());
    }

    private static Map<String, EnvValue> env(Deployment deployment) {
        return RunBlock.from(deployment.run()).env();
    }

    private List<String> warnings() {
        return stage.events.stream()
                .filter(Event.Warning.class::isInstance)
                .map(event -> ((Event.Warning) event).problem().code())
                .toList();
    }

    @Test
    void theAddressIsGivenByNameWithoutASlashAtItsEnd() {
        list(Stage.PRODUCTION, "https://loans.example/", "elsewhere");

        assertThat(env(stage.deploy("1.0.0").deployment()))
                .containsEntry("LOAN_DESK_URL", new EnvValue.Plain("https://loans.example"));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anotherAddressIsAnotherDeploymentAndARollbackBringsTheOldOneBack() {
        list(Stage.PRODUCTION, "https://old.example/", "here");
        stage.deploy("1.0.0");
        assertThat(stage.deploy("1.0.0").changed()).isFalse();

        list(Stage.PRODUCTION, "https://new.example/", "here");
        Deploy.Result second = stage.deploy("1.0.0");
        assertThat(second.changed()).isTrue();
        assertThat(env(second.deployment())).containsValue(new EnvValue.Plain("https://new.example"));
        stage.rollback();
        assertThat(stage.means()
                        .environment()
                        .decisions()
                        .read()
                        .flatMap(decision -> decision.live())
                        .flatMap(placed -> stage.means().environment().history().find(placed.deployment()))
                        .map(UsesTest::env))
                .contains(Map.of("LOAN_DESK_URL", new EnvValue.Plain("https://old.example")));
    }

    @Test
    void whatIsNotThereIsToldAndNotGiven() {
        Deploy.Result result = stage.deploy("1.0.0");

        assertThat(result.changed()).isTrue();
        assertThat(env(result.deployment())).isEmpty();
        assertThat(warnings()).containsExactly("CD-860");
    }

    @Test
    void anotherEnvironmentOfItIsUsedWhenItIsNamed() {
        list(new Name("staging"), "https://staging.example/", "here");
        stage.uses = List.of(new UseSpec(LOANS, Optional.of(new Name("staging"))));

        assertThat(env(stage.deploy("1.0.0").deployment()))
                .containsValue(new EnvValue.Plain("https://staging.example"));
    }

    @Test
    void anAddressOfAnotherComputerAloneIsToldAndNotGiven() {
        list(Stage.PRODUCTION, "http://127.0.0.1:18080/", "elsewhere");
        assertThat(env(stage.deploy("1.0.0").deployment())).isEmpty();
        assertThat(warnings()).containsExactly("CD-861");

        list(Stage.PRODUCTION, "http://127.0.0.1:18080/", "here");
        assertThat(env(stage.deploy("1.0.0").deployment())).containsValue(new EnvValue.Plain("http://127.0.0.1:18080"));
    }

    @Test
    void whatEnvSaysCounts() {
        list(Stage.PRODUCTION, "https://loans.example/", "here");
        stage.env = Map.of("LOAN_DESK_URL", new EnvValue.Plain("http://mine.example"));

        assertThat(env(stage.deploy("1.0.0").deployment()))
                .containsEntry("LOAN_DESK_URL", new EnvValue.Plain("http://mine.example"));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void thePlanTellsWhichAddressChanged() {
        list(Stage.PRODUCTION, "https://old.example/", "here");
        Deployment live = stage.deploy("1.0.0").deployment();
        list(Stage.PRODUCTION, "https://new.example/", "here");

        assertThat(stage.means()
                        .uses()
                        .moved(RunBlock.from(live.run()), stage.means().run()))
                .containsExactly("the address of loan-desk changed: LOAN_DESK_URL was https://old.example, and would be"
                        + " https://new.example");
    }
}
