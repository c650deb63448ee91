package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of two colours never work at the same time: a queue that each item leaves once, and a clock that ticks once. */
class WorkerIT {
    private final AtomicInteger produced = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void eachItemLeavesTheQueueOnce(@TempDir Path folder) throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("work"));
        Path queue = Files.createDirectories(work.resolve("queue"));
        int deployments = Figures.count(3, 10);
        try (Shop shop = Shop.open(folder, pipeline -> withWorkers(pipeline, work))) {
            for (int i = 0; i < deployments; i++) {
                shop.release("1.0." + i);
            }
            shop.release("2.0.0", "exit 7");
            Thread producer = new Thread(() -> produce(queue), "producer");
            producer.start();
            for (int i = 0; i < deployments; i++) {
                shop.deploy("1.0." + i);
                awaitWork(work, "1.0." + i);
            }
            assertThat(shop.cdctl("deploy", "--release", "2.0.0").exit()).isEqualTo(1);
            shop.done("rollback");
            awaitWork(work, "1.0." + (deployments - 2));
            enough.set(true);
            producer.join();
            await().atMost(Duration.ofMinutes(1)).until(() -> count(queue) == 0);
        }
        List<String> taken = Files.readAllLines(work.resolve("queue.log"));
        assertThat(taken.stream().map(line -> line.split(" ")[0]))
                .as("items that left the queue")
                .doesNotHaveDuplicates()
                .hasSize(produced.get());
        inBlocks(taken);
        List<String> ticks = Files.readAllLines(work.resolve("ticker.log"));
        inBlocks(ticks);
        Figures.tell(deployments + " deployments of a worker and a ticker: " + taken.size() + " of " + produced.get()
                + " items taken once each, " + ticks.size() + " ticks");
    }

    /** A process that wrote, and then another one, never writes again. */
    private static void inBlocks(List<String> lines) {
        Set<String> ended = new HashSet<>();
        List<String> returned = new ArrayList<>();
        String last = "";
        for (String line : lines) {
            String process = line.split(" ")[1];
            if (!process.equals(last)) {
                if (!ended.add(process)) {
                    returned.add(line);
                }
                last = process;
            }
        }
        assertThat(returned)
                .as("lines of a process that was followed by another one")
                .isEmpty();
        assertThat(ended).hasSizeGreaterThan(2);
    }

    private static void awaitWork(Path work, String version) {
        for (String log : List.of("queue.log", "ticker.log")) {
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> last(work.resolve(log)).endsWith(" " + version));
        }
    }

    private static String last(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.get(lines.size() - 1);
    }

    private void produce(Path queue) {
        while (!enough.get()) {
            try {
                Path item = queue.resolve(String.format("%06d", produced.get()));
                Path draft = Files.createFile(Path.of(item + ".tmp"));
                Files.move(draft, item, StandardCopyOption.ATOMIC_MOVE);
                produced.incrementAndGet();
                Thread.sleep(20);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long count(Path queue) throws IOException {
        try (Stream<Path> items = Files.list(queue)) {
            return items.count();
        }
    }

    private static String withWorkers(String pipeline, Path work) {
        String classes = Objects.requireNonNull(
                        Worker.class.getProtectionDomain().getCodeSource())
                .getLocation()
                .getPath();
        String command =
                "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp '" + classes + "' " + Worker.class.getName();
        return pipeline.replaceFirst(
                "(?s)  command: .*?(?=  stop-timeout)",
                """
                  roles:
                    web:
                      command: ./start.sh
                      health: {http: /health, every: 50ms, times: 2, within: 30s}
                    books:
                      kind: worker
                      handover: stop-first
                      command: "exec %1$s queue '%2$s'"
                    clock:
                      kind: worker
                      command: "exec %1$s ticker '%2$s'"
                """.formatted(command, work).indent(0).replaceAll("\\$", "\\\\\\$"));
    }
}
