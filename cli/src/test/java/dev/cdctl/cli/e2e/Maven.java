package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real Maven, with a user's login in its settings.
 *
 * @param folder where the settings are
 */
record Maven(Path folder, String user, String password) {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-deploy-plugin:3.1.4:deploy-file";

    /** Has it put a tar.gz of the shop's files there as that version; says how it ended. */
    Ended deploy(Shop shop, String url, String version) throws IOException {
        Path archive = folder.resolve("maven.tar.gz");
        assertThat(shop.run("tar", "-czf", archive.toString(), "start.sh", "release.txt")
                        .end()
                        .exit())
                .isZero();
        Path settings = Files.writeString(folder.resolve("settings.xml"), """
                <settings><servers><server>
                  <id>shop-releases</id><username>%s</username><password>%s</password>
                </server></servers></settings>
                """.formatted(user, password));
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-gs", settings.toString(), PLUGIN));
        command.add("-Durl=" + url);
        command.add("-DrepositoryId=shop-releases");
        command.add("-Dfile=" + archive);
        command.add("-DgroupId=com.example");
        command.add("-DartifactId=shop");
        command.add("-Dversion=" + version);
        command.add("-Dpackaging=tar.gz");
        Path logs = Files.createDirectories(folder.resolve("maven"));
        return Program.start(folder, System.getenv(), logs, command).end();
    }
}
