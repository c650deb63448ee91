package dev.cdctl.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationsTest {
    @Test
    void noFilesHaveTheDigestOfNothing(@TempDir Path folder) {
        assertThat(Configurations.digest(folder, List.of())).isEqualTo(Configurations.NONE);
    }
}
