package dev.cdctl.script;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.StageSpec.Shell;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs as the system would, so that a missing one is known before anything is started.
 *
 * @param path the folders to look in, as in the variable {@code PATH}; relative ones are passed over
 */
record Programs(String path) {
    /** Those that we need ourselves, also where {@code PATH} says little; none on Windows. */
    static Programs own() {
        return new Programs(
                File.separatorChar == '/' ? System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin" : "");
    }

    /** Those that a process with these variables added to ours would find. */
    static Programs of(Map<String, String> env) {
        return new Programs(env.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "")));
    }

    /** The program of that name, as an absolute path. */
    Optional<Path> find(String name) {
        return Stream.of(path.split(File.pathSeparator))
                .flatMap(folder -> Stream.of(name, name + ".exe").flatMap(file -> file(folder, file)))
                .findFirst();
    }

    private static Stream<Path> file(String folder, String name) {
        try {
            Path file = Path.of(folder, name);
            return file.isAbsolute() && isProgram(file) ? Stream.of(file) : Stream.empty();
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /**
     * The command line that has a shell read this text.
     *
     * @throws Failure when the shell is not there (CD-304)
     */
    List<String> shell(Shell shell, String text) {
        Path program = find(shell.program()).orElseThrow(() -> missing(shell.program()));
        List<String> argv = new ArrayList<>(List.of(program.toString()));
        argv.addAll(shell.arguments(text));
        return argv;
    }

    private Failure missing(String name) {
        return Failure.failed(Problem.of("CD-304", "the shell " + name + " is not installed")
                .because("no program of that name in PATH (" + path + "); nothing was run")
                .remedy("install " + name + ", or choose another shell for the stage"));
    }

    /**
     * This command line with its program as a path that exists.
     *
     * @param folder what a relative path of the program is relative to
     * @throws Failure when there is no such program (CD-305)
     */
    List<String> resolve(List<String> argv, Path folder) {
        String name = argv.get(0);
        Optional<Path> program =
                name.contains("/") ? Optional.of(folder.resolve(name)).filter(Programs::isProgram) : find(name);
        List<String> resolved = new ArrayList<>(argv);
        resolved.set(
                0,
                program.orElseThrow(() -> Failure.failed(Problem.of("CD-305", name + " cannot be started")
                                .because("there is no such program; nothing was run")
                                .remedy("install it, or mend the path")))
                        .toString());
        return resolved;
    }
}
