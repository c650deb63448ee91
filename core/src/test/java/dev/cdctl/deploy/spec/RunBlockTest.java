package dev.cdctl.deploy.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunBlockTest {
    private static final RoleContainer EVERYTHING = new RoleContainer(
            Optional.of(new Name("cache")),
            Optional.of(9090),
            Optional.of(32L << 20),
            Optional.of(1500),
            Optional.of("10001"),
            Optional.of(List.of("data:/data")),
            Optional.of(false),
            Optional.of(List.of()),
            Optional.of(List.of("shelves")));

    @Test
    void aRoleComesBackWithItsContainer() {
        RunSpec run = run(RoleSpec.Kind.WEB, Optional.of(EVERYTHING));

        RunSpec back = RunBlock.from(JsonText.readObject(JsonText.line(RunBlock.toJson(run))));

        assertThat(back.roles().get(0).container()).contains(EVERYTHING);
        assertThat(RunBlock.toJson(back)).isEqualTo(RunBlock.toJson(run));
    }

    /** What is the same is not deployed again, also by the next version of cdctl. */
    @Test
    void whatEveryCdctlCanReadIsWrittenAsEver() {
        Json.Obj written = RunBlock.toJson(run(RoleSpec.Kind.WEB, Optional.empty()));

        assertThat(written.members()).doesNotContainKey("format");
        assertThat(written.objects("roles").get(0).members()).doesNotContainKey("container");
    }

    @Test
    void whatAnOlderOneWouldStartOtherwiseSaysAFormatOfItsOwn() {
        assertThat(RunBlock.toJson(run(RoleSpec.Kind.WEB, Optional.of(EVERYTHING)))
                        .number("format"))
                .contains(2L);
        assertThat(RunBlock.toJson(run(RoleSpec.Kind.SIDECAR, Optional.empty())).number("format"))
                .contains(2L);
    }

    @Test
    void aNewerFormatIsNotRead() {
        Json.Obj newer =
                JsonText.readObject(JsonText.line(RunBlock.toJson(run(RoleSpec.Kind.SIDECAR, Optional.empty())))
                        .replace("\"format\":2", "\"format\":3"));

        assertThatThrownBy(() -> RunBlock.from(newer))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("3");
    }

    private static RunSpec run(RoleSpec.Kind kind, Optional<RoleContainer> container) {
        RoleSpec role = new RoleSpec(
                new Name("web"),
                kind,
                "",
                1,
                Map.of(),
                HealthSpec.none(),
                List.of(),
                RoleSpec.Handover.STOP_FIRST,
                false,
                Duration.ofMinutes(10),
                container,
                Origin.of("test"));
        return new RunSpec(List.of(role), Optional.empty(), Map.of(), List.of(), Duration.ofSeconds(1));
    }
}
