package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where people and CI jobs stand when they call cdctl: a shallow clone, a folder below, a folder without git. */
class WorkplaceIT {
    private static final List<String> LOOKS = List.of("validate", "status", "history", "plan", "config", "lock status");

    @Test
    void aShallowCloneDoesWhatItCanAndSaysWhatItCannot(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.git("commit", "-q", "--allow-empty", "-m", "no tag here");
            shop.deploy("1.0.0");
            Path clone = folder.resolve("clone");
            shop.git("clone", "-q", "--depth", "1", "file://" + shop.project(), clone.toString());
            String file = clone.resolve("pipeline.yaml").toString();

            Ended build = shop.cdctl("run", "--to", "push", "-f", file);
            assertThat(build.exit()).as("%s", build).isIn(1, 4, 5);
            assertThat(build.err()).contains("shallow").contains("git fetch");
            looks(shop, file, "plan");
            assertThat(shop.done("deploy", "--release", "1.0.0", "-f", file).out())
                    .contains("was live already");

            shop.git("-C", clone.toString(), "fetch", "-q", "--unshallow", "--tags");
            looks(shop, file, "");
            shop.done("run", "--to", "push", "-f", file);
        }
    }

    @Test
    void aPipelineBelowTheTopOfTheRepositoryWorksFromAnywhere(@TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder)) {
            Path below = Files.createDirectories(shop.project().resolve("services/shop"));
            for (String name : List.of("pipeline.yaml", "start.sh")) {
                Files.move(shop.project().resolve(name), below.resolve(name));
            }
            Files.writeString(below.resolve("release.txt"), "1\n");
            shop.git("add", "-A");
            shop.git("commit", "-q", "-m", "one of many services");
            shop.git("tag", "v1.0.0");
            shop.done("run", "-f", "services/shop/pipeline.yaml");
            assertThat(shop.served()).isEqualTo("1.0.0");
            looks(shop, "services/shop/pipeline.yaml", "");
            looks(shop, below.resolve("pipeline.yaml").toString(), "");
            Ended nowhere = shop.cdctl("status");
            assertThat(nowhere.exit()).as("%s", nowhere).isEqualTo(3);
            assertThat(nowhere.err()).contains("pipeline.yaml").contains("try:");
            shop.write("pipeline.yaml", Files.readString(below.resolve("pipeline.yaml")));
        }
    }

    @Test
    void withoutGitAVersionFromAFileIsEnough(@TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder, pipeline -> pipeline.replace("from: git", "from: file"))) {
            Files.move(shop.project().resolve(".git"), folder.resolve("git-of-yore"));
            shop.write("VERSION", "3.2.1\n");
            shop.write("release.txt", "1\n");
            shop.done("run");
            assertThat(shop.served()).isEqualTo("3.2.1");
            looks(shop, "pipeline.yaml", "");

            shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace("from: file", "from: git"));
            Ended build = shop.cdctl("run", "--to", "push");
            assertThat(build.exit()).as("%s", build).isIn(1, 4);
            assertThat(build.err()).contains("git").containsPattern("CD-2[0-9]{2}");
            looks(shop, "pipeline.yaml", "plan");
        }
    }

    /** Every command that only looks, but for one that needs a version. */
    private static void looks(Shop shop, String file, String but) {
        for (String words : LOOKS) {
            Ended ended = shop.cdctl((words + " -f " + file).split(" "));
            if (words.equals(but)) {
                assertThat(ended.exit()).as("%s: %s", words, ended).isIn(0, 1, 4, 5);
            } else {
                assertThat(ended.exit()).as("%s: %s", words, ended).isZero();
            }
        }
    }
}
