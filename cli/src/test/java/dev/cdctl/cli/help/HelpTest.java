package dev.cdctl.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.Golden;
import dev.cdctl.cli.InProcess;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "help completion",
                "help exit-codes",
                "help exit-codes -o json",
                "help environment",
                "help nothing",
                "explain cd-806",
                "explain CD-000",
                "explain run.helth",
                "explain push.archives -o json",
                "man completion"
            })
    void theOutputIsAsAgreed(String line) throws IOException {
        Golden.check(line.replace(' ', '-'), new InProcess().run(line.split(" ")));
    }

    @Test
    void theOverviewNamesEveryCommand() {
        String overview = new InProcess().run("help").out();
        assertThat(overview).contains("completion", "explain", "Help:").doesNotContain("__");
    }

    @Test
    void theManualNamesEveryExitCodeAndVariable() {
        String page = new InProcess().run("man").out();
        assertThat(page).startsWith(".TH CDCTL 1").contains("\\fB143\\fR", "\\fBNO_COLOR\\fR", "\\fBcdctl help\\fR");
    }

    @Test
    void theErrorListIsAlsoJson() {
        String json = new InProcess().run("errors", "-o", "json").out();
        assertThat(JsonText.readObject(json).items("errors")).hasSizeGreaterThan(10);
    }
}
