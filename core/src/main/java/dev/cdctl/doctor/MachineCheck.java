package dev.cdctl.doctor;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.script.ProcessCall;
import dev.cdctl.wiring.kept.StateFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What cdctl needs of the machine, whatever the pipeline is. */
record MachineCheck(Path folder, Map<String, String> variables, Cancel cancel) {
    static final String ABOUT = "machine";
    private static final int OLDEST_JAVA = 17;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>(List.of(java(), git(), program("sh"), session()));
        try {
            Path state = StateFolder.of(Optional.empty(), folder, variables).root();
            findings.add(new FolderCheck(ABOUT, "the state folder", state).look());
        } catch (Failure e) {
            findings.add(Finding.wrong(
                    ABOUT, e.problems().get(0).what(), e.problems().get(0).remedy()));
        }
        findings.add(new ArchiveCheck(variables).look());
        return findings;
    }

    private static Finding java() {
        String text = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
        return Runtime.version().feature() < OLDEST_JAVA
                ? Finding.wrong(ABOUT, text, "point JAVA_HOME at a JDK or JRE, 17 or newer")
                : Finding.ok(ABOUT, text);
    }

    private Finding git() {
        String remedy = "install git, or take the version from elsewhere (cdctl explain version.from)";
        if (!has("git")) {
            return Finding.warning(ABOUT, "git is not on the PATH", remedy);
        }
        try {
            ProcessCall.Answer answer = ProcessCall.of(folder, "git", "--version")
                    .with(variables)
                    .within(PATIENCE)
                    .run(cancel);
            return answer.exit() == 0
                    ? Finding.ok(ABOUT, answer.stdout().strip())
                    : Finding.warning(ABOUT, "git --version ends with status " + answer.exit(), remedy);
        } catch (Failure e) {
            return Finding.warning(ABOUT, e.problems().get(0).what(), remedy);
        }
    }

    private Finding program(String name) {
        return has(name)
                ? Finding.ok(ABOUT, name + " is on the PATH")
                : Finding.wrong(ABOUT, name + " is not on the PATH", "install " + name + ", or mend PATH");
    }

    /** What lets an instance outlive the CI job that started it. */
    private Finding session() {
        if (has("setsid")) {
            return Finding.ok(ABOUT, "setsid is on the PATH: instances outlive the job that starts them");
        }
        String text = "setsid is not on the PATH";
        return has("perl")
                ? Finding.warning(
                        ABOUT, text + "; perl stands in for instances, not for the router", "install util-linux")
                : Finding.wrong(ABOUT, text + ", nor is perl: nothing can be deployed here", "install util-linux");
    }

    private boolean has(String name) {
        return Stream.of(variables.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> isProgram(path, name));
    }

    private static boolean isProgram(String path, String name) {
        try {
            Path file = Path.of(path, name);
            return Files.isRegularFile(file) && Files.isExecutable(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
