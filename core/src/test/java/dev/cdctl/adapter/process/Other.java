package dev.cdctl.adapter.process;

import dev.cdctl.deploy.machine.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A second JVM that uses the machine, for tests of what one process cannot show. */
final class Other {
    private Other() {}

    /** The first argument says what to do, the second is the root folder, the third where the result is written. */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[1]);
        LocalMachine machine = LocalMachine.at(root, Fixture.NOTHING, System.getenv());
        String result = switch (args[0]) {
            case "start" -> start(machine, root);
            case "observe" ->
                Integer.toString(machine.observe(Fixture.BOOKS, Fixture.TEST).size());
            case "stop" -> "" + machine.stop(Fixture.instance("web", "d1"), Duration.ofSeconds(20));
            default -> throw new IllegalArgumentException(args[0]);
        };
        Disk.write(Path.of(args[2]), result);
        Runtime.getRuntime().halt(137);
    }

    /** How the shell starts this class. */
    static List<String> command(String what, Path root, Path result) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                what,
                root.toString(),
                result.toString());
    }

    /** As after a kill between the start and the record of it. */
    private static String start(LocalMachine machine, Path root) throws IOException {
        Path release = Files.createDirectories(root.resolve("release"));
        Instance started = machine.start(new dev.cdctl.deploy.machine.Machine.Start(
                Fixture.instance("web", "d1"), release, "sleep 100", java.util.Map.of()));
        Disk.delete(root.resolve("books/test/instances"));
        return Long.toString(started.pid());
    }
}
