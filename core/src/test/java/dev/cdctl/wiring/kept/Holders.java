package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Decision;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * {@code <state> <folder> <environments> <nginx>...}: takes the lock of each environment, as many commands would, and does
 * what it is told by lines: {@code decide <generation> <colour>} decides and has nginx follow, {@code force} does so
 * whether or not its lock says that it may. Answers a line to each.
 */
final class Holders {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Shells shells = new Shells();
    private final Kept.Terms terms;
    private final Front front;
    private final ExecutorService pool;

    /** One environment whose lock is held. */
    private record Holding(Name environment, Kept kept, Lock lock, Change.Check fence) {}

    private Holders(String url, Path folder, Front front) {
        this.front = front;
        this.pool = Executors.newFixedThreadPool(front.environments());
        this.terms = new Kept.Terms(
                Optional.of(url),
                StateFolder.of(Optional.empty(), folder, Map.of("XDG_STATE_HOME", folder.toString())),
                shells,
                "here",
                () -> false,
                System.getenv(),
                new KnownSecrets());
    }

    public static void main(String[] args) throws Exception {
        Front front = new Front(
                Integer.parseInt(args[2]),
                args[3],
                Integer.parseInt(args[4]),
                List.of(Integer.parseInt(args[5]), Integer.parseInt(args[6])));
        Holders holders = new Holders(args[0], Path.of(args[1]), front);
        List<Holding> all = holders.each(
                holders::take, IntStream.range(0, front.environments()).boxed().toList());
        System.out.println("held " + all.size());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            Decision decision =
                    Front.decision(Long.parseLong(words[1]), Colour.of(words[2]).orElseThrow());
            List<String> came = holders.each(one -> holders.decide(one, decision, words[0].equals("force")), all);
            System.out.println(String.join(" ", came));
        }
        System.exit(0);
    }

    private interface Work<T, R> {
        R of(T one) throws Exception;
    }

    private <T, R> List<R> each(Work<T, R> work, List<T> all) throws Exception {
        List<Future<R>> futures = new ArrayList<>();
        for (T one : all) {
            futures.add(pool.submit(() -> work.of(one)));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private Holding take(int number) {
        Name environment = new Name("e" + number);
        Kept kept = Kept.of(terms, Front.SERVICE, environment);
        Owner owner = new Owner("ana", "here", ProcessHandle.current().pid(), "flip", Optional.empty());
        Lock lock = kept.locks().acquire(Front.SERVICE + "/" + environment, owner, LONG);
        return new Holding(environment, kept, lock, lock.fence());
    }

    /** Two words: what came of the commit, and of telling nginx. */
    private String decide(Holding one, Decision decision, boolean force) {
        boolean committed = commit(one, decision, force);
        return committed || force ? (committed ? "committed-" : "refused-") + apply(one, decision) : "refused-none";
    }

    private static boolean commit(Holding one, Decision decision, boolean force) {
        Store store = one.kept().store();
        String key = Front.SERVICE + "/" + one.environment() + "/decision";
        try {
            Change.Check fence = force ? one.fence() : one.lock().fence();
            long revision = store.read(key).map(Store.Versioned::revision).orElse(0L);
            return store.commit(List.of(fence, new Change.Put(key, revision, decision.toJson())));
        } catch (Failure e) {
            return false;
        }
    }

    /** One at a time: fifty would wait too long for the lock of nginx. */
    private synchronized String apply(Holding one, Decision decision) {
        NginxRouter router = front.router(one.environment(), new LocalShell());
        try {
            router.apply(front.route(one.environment()), decision);
            return "served";
        } catch (Failure e) {
            return e.problems().get(0).code();
        }
    }
}
