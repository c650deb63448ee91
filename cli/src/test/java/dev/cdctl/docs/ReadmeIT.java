package dev.cdctl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's walk-through, pasted into a shell by somebody with an empty home. */
class ReadmeIT {
    private Path home;

    @BeforeEach
    void anEmptyHome(@TempDir Path folder) {
        home = folder;
    }

    @AfterEach
    void nothingIsLeftRunning() throws IOException {
        left().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void theWalkThroughWorksAsItIsWritten() throws IOException, InterruptedException {
        String said = paste(script());

        List<String> answers =
                said.lines().filter(line -> line.startsWith("Momo")).toList();
        assertThat(answers.stream().map(line -> line.replaceFirst(",.*", "")))
                .as(said)
                .containsExactly("Momo", "Momo and Krabat", "Momo", "Momo");
        assertThat(answers.get(2)).isEqualTo(answers.get(0));
        assertThat(said).contains("no problem", "exit code 1", "no shelf", "rollback", "is removed");
        assertThat(left().map(ProcessHandle::info)).as(said).isEmpty();
    }

    /** The blocks as they are, but for the ports: other things run on this machine, too. */
    private static String script() throws IOException {
        Page readme = Page.read("README.md");
        String text = new Page(readme.name(), readme.part("walk-through"))
                .blocks().stream().map(Page.Block::text).collect(Collectors.joining());
        int port = free();
        assertThat(text).contains("port: 8090", "localhost:8090", "    routers:\n");
        return text.replace("8090", Integer.toString(port))
                .replace("    routers:\n", "    ports: " + (port + 1) + "-" + (port + 20) + "\n    routers:\n");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Math.min(socket.getLocalPort(), 65_000);
        }
    }

    private String paste(String script) throws IOException, InterruptedException {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("cdctl"), Path.of("target/cdctl").toAbsolutePath());
        Path out = home.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile());
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.put("HOME", home.toString());
        // No start-up archive is made in CI: that goes on in the background for a while.
        variables.put("CI", "true");
        variables.put("PATH", bin + ":" + System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            variables.put("GIT_" + who + "_NAME", "Momo");
            variables.put("GIT_" + who + "_EMAIL", "momo@example.org");
        }
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(out);
        assertThat(ended && process.exitValue() == 0).as(said).isTrue();
        return said;
    }

    /** Processes with this home. */
    private Stream<ProcessHandle> left() throws IOException {
        List<ProcessHandle> left = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            if (belongsHere(process.pid())) {
                left.add(process);
            }
        });
        return left.stream();
    }

    private boolean belongsHere(long pid) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            return List.of(Files.readString(process.resolve("environ")).split("\0"))
                    .contains("HOME=" + home);
        } catch (IOException e) {
            return false;
        }
    }
}
