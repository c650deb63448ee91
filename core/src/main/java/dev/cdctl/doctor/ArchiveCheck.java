package dev.cdctl.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the start-up archive stands: the launcher makes it in the background, and cdctl works without. */
record ArchiveCheck(Map<String, String> variables) {
    private static final List<String> CI = List.of("CI", "BUILD_NUMBER", "JENKINS_URL", "HUDSON_HOME");

    Finding look() {
        if (isUsed()) {
            return Finding.ok(MachineCheck.ABOUT, "the start-up archive is in use");
        }
        Path cache = cache();
        List<String> files = names(cache);
        if (files.stream().anyMatch(name -> name.endsWith(".lock"))) {
            return Finding.warning(
                    MachineCheck.ABOUT,
                    "the start-up archive is being made, or could not be made, so cdctl starts slower",
                    "look into " + cache + "/*.lock/log when it stays so");
        }
        boolean ci =
                CI.stream().anyMatch(name -> !variables.getOrDefault(name, "").isEmpty());
        return Finding.ok(
                MachineCheck.ABOUT,
                "no start-up archive is in use: "
                        + (ci ? "in CI none is made" : "cdctl makes it in the background when its launcher starts it"));
    }

    private static boolean isUsed() {
        return Stream.of(ProcessHandle.current().info().arguments().orElse(new String[0]))
                .anyMatch(word -> word.startsWith("-XX:SharedArchiveFile=") || word.startsWith("-XX:AOTCache="));
    }

    private Path cache() {
        String base = variables.getOrDefault("XDG_CACHE_HOME", "");
        return (base.isEmpty() ? Path.of(variables.getOrDefault("HOME", "/"), ".cache") : Path.of(base))
                .resolve("cdctl");
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
