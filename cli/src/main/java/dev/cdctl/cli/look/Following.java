package dev.cdctl.cli.look;

import dev.cdctl.deploy.Instance;
import dev.cdctl.deploy.Machine;
import dev.cdctl.engine.Cancel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Prints what is added to the instances' logs from now on, until somebody wants to stop. */
final class Following {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Map<Path, String> names = new HashMap<>();
    private final Map<Path, Long> read = new HashMap<>();

    Following(Machine machine, List<Instance> instances) {
        for (Instance instance : instances) {
            Path log = machine.log(instance);
            names.put(log, instances.size() > 1 ? instance.slot().brief() + "  " : "");
            read.put(log, log.toFile().length());
        }
    }

    void until(Cancel cancel, Consumer<List<String>> lines) {
        do {
            names.forEach((log, name) -> added(log).lines().forEach(line -> lines.accept(List.of(name + line))));
        } while (cancel.sleep(PAUSE));
    }

    /** Whole lines only: the rest is read when its end is there. */
    private String added(Path log) {
        long from = read.getOrDefault(log, 0L);
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(1 << 20, Math.max(0, file.length() - from))];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n') + 1;
            read.put(log, from + end);
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
