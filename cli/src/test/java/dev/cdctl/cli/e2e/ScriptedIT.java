package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment from inside a stage: the stage ends everything that carries its mark, and what was deployed has none. */
class ScriptedIT {
    @Test
    void whatAScriptDeployedOutlivesTheScript(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            String ship = Program.FILE + " deploy -e production --release 1.0.0 --yes";
            shop.write("pipeline.yaml", shop.read("pipeline.yaml") + "stages:\n  ship: {run: \"" + ship + "\"}\n");
            shop.done("run", "ship");
            assertThat(shop.served()).isEqualTo("1.0.0");
            List<ProcessHandle> all = shop.processes();
            assertThat(all).hasSizeGreaterThanOrEqualTo(3);
            assertThat(all)
                    .allSatisfy(process -> assertThat(Processes.variables(process))
                            .as(Processes.describe(process))
                            .doesNotContainKey("CDCTL_SCRIPT_ID"));
        }
    }
}
