package dev.cdctl.cli.console;

import dev.cdctl.deploy.machine.Exec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The terminal of this process, as {@code stty} knows it. */
final class RawTerminal implements Exec.Terminal {
    private static final int ROWS = 24;
    private static final int COLUMNS = 80;

    @Override
    public int rows() {
        return size(0, ROWS);
    }

    @Override
    public int columns() {
        return size(1, COLUMNS);
    }

    /** It is put back also when this process is ended by a signal. */
    @Override
    public Exec.Raw raw() {
        String before = stty("-g");
        if (before.isEmpty()) {
            return () -> {};
        }
        AtomicBoolean back = new AtomicBoolean();
        Runnable restore = () -> {
            if (back.compareAndSet(false, true)) {
                stty(before);
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(restore, "terminal"));
        stty("raw", "-echo");
        return restore::run;
    }

    private static int size(int at, int usual) {
        String[] words = stty("size").split(" ");
        return words.length > at && words[at].matches("[1-9][0-9]{0,3}") ? Integer.parseInt(words[at]) : usual;
    }

    private static String stty(String... words) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(Arrays.asList(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            process.waitFor(1, TimeUnit.SECONDS);
            return said;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
