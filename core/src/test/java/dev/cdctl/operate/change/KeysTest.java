package dev.cdctl.operate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.history.Freeze;
import dev.cdctl.history.Listing;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.operate.Salt;
import dev.cdctl.state.KeyTable;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.Move;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that are documented, so that other programs can read them, are those that there are. */
class KeysTest {
    private static final String PREFIX = "books/production";

    private final KeyTable table = KeyTable.read();
    private Stage stage = new Stage(Path.of("/nowhere"));

    @BeforeEach
    void set(@TempDir Path folder) throws Exception {
        stage = new Stage(folder);
        Files.writeString(folder.resolve("books.conf"), "shelves: 7");
        stage.config = List.of("books.conf");
        stage.roles = List.of(Stage.web(), Stage.role("migrate", RoleSpec.Kind.JOB, RoleSpec.Handover.STOP_FIRST));
    }

    @AfterEach
    void clear() {
        stage.close();
    }

    /** Everything that this fake environment can be made to record. */
    private void everything() {
        for (int i = 0; i < 2; i++) {
            stage.deploy("1." + i + ".0");
        }
        stage.rollback();
        stage.flip(Colour.GREEN);
        new Salt(stage.store, PREFIX).get();
        new Freeze(stage.store, PREFIX)
                .set(new Freeze.Order("stock-taking", stage.means().caller(), Instant.EPOCH));
        new Power(stage.means()).stop();
    }

    @Test
    void eachKeyThatIsLeftIsInTheTableWithItsMembers() {
        everything();

        Set<String> rows = new TreeSet<>();
        for (String key : stage.store.all()) {
            Json.Obj value = stage.store.read(key).orElseThrow().value();
            assertThat(table.row(key)).as(key).isPresent();
            assertThat(table.members(key)).as(key).containsAll(value.members().keySet());
            table.row(key).ifPresent(rows::add);
        }
        assertThat(rows)
                .contains(
                        "SERVICE/ENVIRONMENT/decision",
                        "SERVICE/ENVIRONMENT/deployments",
                        "SERVICE/ENVIRONMENT/deployments/ID",
                        "SERVICE/ENVIRONMENT/manifests/DIGEST",
                        "SERVICE/ENVIRONMENT/configs/DIGEST",
                        "SERVICE/ENVIRONMENT/jobs/JOB",
                        "SERVICE/ENVIRONMENT/freeze",
                        "SERVICE/ENVIRONMENT/stopped",
                        "SERVICE/ENVIRONMENT/salt",
                        "SERVICE/ENVIRONMENT/lock",
                        "SERVICE/ENVIRONMENT/pipeline",
                        "_catalogue/SERVICE/ENVIRONMENT",
                        "ports");
    }

    @Test
    void whatIsThereAtTimesHasItsRowToo() {
        Move move = new Move(
                Move.State.MOVED,
                "etcd://etcd1:2379/cdctl",
                "k3f9",
                new Owner("ana", "here", 1, "state copy", Optional.empty()).who(),
                Instant.EPOCH,
                Optional.of(Json.object().build()));
        Change.Put moved = (Change.Put) move.record(stage.store, PREFIX);
        assertThat(table.members(moved.key()))
                .containsAll(moved.value().members().keySet());
        for (String key : List.of(
                PREFIX + "/deployments/_000001",
                PREFIX + "/routing",
                PREFIX + "/routers/lb1",
                PREFIX + "/signatures/3f2a9c81",
                PREFIX + "/hosts",
                PREFIX + "/adopted",
                "_waiting/" + PREFIX,
                "ports/web1",
                PREFIX + "/holders/7-k3f9.json",
                PREFIX + "/journal/head.json",
                PREFIX + "/journal/000001/0000000001.json")) {
            assertThat(table.row(key)).as(key).isPresent();
        }
        assertThat(table.row(PREFIX + "/other")).isEmpty();
        assertThat(Listing.key(Stage.SERVICE, Stage.PRODUCTION)).isEqualTo("_catalogue/" + PREFIX);
    }
}
