package dev.cdctl.load;

import dev.cdctl.load.Load.Answer;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code <seconds> <url>...}: asks at these places, and prints what came of it; the exit status is 1 for any failure. */
final class LoadMain {
    private static final int MOST_TOLD = 20;

    private LoadMain() {}

    public static void main(String[] args) throws InterruptedException {
        URI[] urls = Arrays.stream(args).skip(1).map(URI::create).toArray(URI[]::new);
        Map<Kind, Integer> clients = new EnumMap<>(Map.of(
                Kind.KEEP_ALIVE,
                6,
                Kind.NEW_CONNECTION,
                4,
                Kind.POST,
                2,
                Kind.SLOW,
                4,
                Kind.STREAM,
                2,
                Kind.WEBSOCKET,
                2));
        Load load = Load.start(new Mix(clients, 1_000, 1_000), urls);
        TimeUnit.SECONDS.sleep(Long.parseLong(args[0]));
        Load.Report report = load.stop();
        Map<String, Long> releases = new TreeMap<>();
        for (Answer answer : report.answers()) {
            releases.merge(answer.colour(), 1L, Long::sum);
        }
        System.out.println("answers " + report.answers().size() + " " + report.counts() + ", of " + releases);
        System.out.println("failed " + report.failures().size());
        report.failures().stream().limit(MOST_TOLD).forEach(System.out::println);
        System.exit(report.failures().isEmpty() ? 0 : 1);
    }
}
