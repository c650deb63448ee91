package dev.cdctl.adapter.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Version;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRepositoryConcurrencyTest {
    private static final int RELEASES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path top;
    private final Path root;
    private final FileRepository repository;

    FileRepositoryConcurrencyTest(@TempDir Path top) {
        this.top = top;
        root = top.resolve("releases");
        repository = FileRepository.in(root);
    }

    @Test
    void ofSeveralThreadsThatPushTheSameOneIsTheFirst() throws Exception {
        List<String> words = List.of("ann", "ben", "cat", "dan");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(words.size());
        List<Future<Integer>> pushed = new ArrayList<>();
        for (String word : words) {
            pushed.add(threads.submit(() -> {
                start.await();
                return Pusher.push(FileRepository.in(root), top, word, RELEASES);
            }));
        }
        start.countDown();
        int all = 0;
        for (Future<Integer> each : pushed) {
            all += each.get();
        }
        threads.shutdown();

        assertThat(all).isEqualTo(RELEASES);
        everythingIsWhole(words);
    }

    @Test
    void ofTwoProcessesThatPushTheSameOneIsTheFirst() throws Exception {
        List<String> words = List.of("ann", "ben");
        List<Process> processes = startAll(words);
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        int all = 0;
        for (String word : words) {
            all += Integer.parseInt(Files.readString(top.resolve("pushed-" + word)));
        }
        assertThat(all).isEqualTo(RELEASES);
        everythingIsWhole(words);
    }

    @Test
    void aKillAtAnyInstantLeavesNoHalfRelease() throws Exception {
        for (int round = 1; round <= 5; round++) {
            Process process = startAll(List.of("ann")).get(0);
            int enough = round * 3;
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> repository.versions(Pusher.BOOKS).size() >= enough);
            process.destroyForcibly().waitFor();

            for (Version version : repository.versions(Pusher.BOOKS)) {
                isWhole(version);
            }
        }

        Pusher.push(repository, top, "ann", RELEASES);
        assertThat(repository.versions(Pusher.BOOKS)).hasSize(2 * RELEASES);
        assertThat(names()).noneMatch(name -> name.startsWith("."));
    }

    private List<Process> startAll(List<String> words) throws IOException {
        Path go = top.resolve("go");
        Files.deleteIfExists(go);
        List<Process> processes = new ArrayList<>();
        for (String word : words) {
            Files.deleteIfExists(top.resolve("ready-" + word));
            processes.add(start(word, go));
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> words.stream().allMatch(word -> Files.exists(top.resolve("ready-" + word))));
        Files.writeString(go, "");
        return processes;
    }

    private Process start(String word, Path go) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pusher.class.getName(),
                        root.toString(),
                        top.toString(),
                        word,
                        String.valueOf(RELEASES),
                        go.toString())
                .inheritIO()
                .start();
    }

    private void everythingIsWhole(List<String> words) throws IOException {
        assertThat(repository.versions(Pusher.BOOKS)).hasSize(RELEASES * (words.size() + 1));
        for (Version version : repository.versions(Pusher.BOOKS)) {
            isWhole(version);
        }
        for (int i = 0; i < RELEASES; i++) {
            ReleaseManifest shared =
                    repository.find(Pusher.BOOKS, new Version("shared." + i)).orElseThrow();
            assertThat(repository.evidence(shared))
                    .extracting((Json.Obj each) -> each.need("what"))
                    .containsExactlyInAnyOrderElementsOf(words);
        }
        for (String word : words) {
            List<String> own = repository.versions(Pusher.BOOKS).stream()
                    .map(Version::text)
                    .filter(version -> version.startsWith(word))
                    .toList();
            assertThat(own).as("in the order of the pushes").isEqualTo(expectedOrder(word));
        }
        assertThat(names()).noneMatch(name -> name.startsWith("."));
    }

    private static List<String> expectedOrder(String word) {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < RELEASES; i++) {
            order.add(word + "." + i);
        }
        return order;
    }

    private void isWhole(Version version) throws IOException {
        ReleaseManifest manifest = repository.find(Pusher.BOOKS, version).orElseThrow();
        for (ReleaseManifest.Item item : manifest.artifacts()) {
            try (InputStream in = repository.open(manifest, item)) {
                assertThat(in.readAllBytes()).hasSize((int) item.size());
            }
        }
    }

    private List<String> names() throws IOException {
        try (var names = Files.list(root.resolve("books"))) {
            return names.map(name -> String.valueOf(name.getFileName())).toList();
        }
    }
}
