package dev.cdctl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpansionTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "B_2", "two ${A}", "E", "");

    private final Reading reading = Reading.of(Path.of("/repo/p.yaml"), ENVIRONMENT);

    private Optional<String> expand(String text) {
        return new Expansion(new Node.Scalar(text, false, new Origin("p.yaml", 3, 6, "key: " + text)), ENVIRONMENT)
                .expand(reading);
    }

    @Test
    void namesAreReplacedOnce() {
        assertThat(expand("x${A}y${A}")).contains("x1y1");
        assertThat(expand("${B_2}")).contains("two ${A}");
        assertThat(expand("[${E}]")).contains("[]");
    }

    @Test
    void twoDollarsWriteALiteralReference() {
        assertThat(expand("$${A} ${A} $$${A}")).contains("${A} 1 $${A}");
    }

    @Test
    void otherDollarsAreThemselves() {
        assertThat(expand("$A $5 $$ {A} $")).contains("$A $5 $$ {A} $");
    }

    @Test
    void aMissingVariableIsAProblemAtItsOwnPlace() {
        assertThat(expand("${A}-${NONE}-${OTHER}")).isEmpty();
        assertThat(reading.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "CD-116 p.yaml:3:11: the environment variable 'NONE' is not set",
                        "CD-116 p.yaml:3:19: the environment variable 'OTHER' is not set");
    }

    @Test
    void aReferenceThatIsNoneIsAProblem() {
        assertThat(expand("${")).isEmpty();
        assertThat(expand("${}")).isEmpty();
        assertThat(expand("${A:-x}")).isEmpty();
        assertThat(expand("${A ")).isEmpty();
        assertThat(reading.problems()).extracting(Problem::code).containsOnly("CD-117");
    }

    @Test
    void aTextCannotGrowWithoutBound() {
        Map<String, String> large = Map.of("L", "x".repeat(100_000));
        Node.Scalar scalar = new Node.Scalar("${L}".repeat(1000), false, Origin.of("p.yaml"));

        assertThat(new Expansion(scalar, large).expand(reading)).isEmpty();
        assertThat(reading.problems()).extracting(Problem::code).containsExactly("CD-102");
    }
}
