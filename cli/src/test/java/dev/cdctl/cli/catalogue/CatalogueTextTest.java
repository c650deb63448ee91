package dev.cdctl.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.catalogue.Health;
import dev.cdctl.catalogue.Health.State;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.catalogue.Samples;
import dev.cdctl.model.Name;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTextTest {
    private static final ListedService BOOKS = new ListedService(
            new Name("books"),
            "Lends books",
            "team-shelf",
            List.of(
                    Samples.environment(
                            "books",
                            "integration",
                            "http://127.0.0.1:18080/",
                            new Health(State.HEALTHY, "answers 200")),
                    Samples.environment(
                            "books",
                            "live",
                            "https://books.example/",
                            new Health(State.UNREACHABLE, "https://books.example/: no answer within 2s"))));

    @Test
    void eachServiceIsToldWithItsEnvironments() {
        assertThat(new CatalogueText(List.of(BOOKS), List.of()).lines())
                .containsExactly(
                        "books: Lends books (team-shelf)",
                        "  integration  1.0.0  healthy",
                        "               http://127.0.0.1:18080/",
                        "               deploy of 1.0.0 live, 2026-11-20T10:00:00Z by ana on build7",
                        "  live         1.0.0  unreachable (https://books.example/: no answer within 2s)",
                        "               https://books.example/",
                        "               deploy of 1.0.0 live, 2026-11-20T10:00:00Z by ana on build7",
                        "",
                        "1 service, 2 environments: 1 healthy, 1 unreachable");
    }

    @Test
    void whatCouldSteerATerminalIsShownAsItsNumber() {
        ListedService hostile = new ListedService(new Name("books"), "\u001b[2J\u202e", "", List.of());

        assertThat(new CatalogueText(List.of(hostile), List.of()).lines().get(0))
                .isEqualTo("books: \\x1b[2J\\u202e");
    }

    @Test
    void nothingIsSaidAsNothing() {
        assertThat(new CatalogueText(List.of(), List.of()).lines())
                .containsExactly("no service was deployed with this store yet");
    }
}
