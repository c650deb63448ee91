package dev.cdctl.catalogue;

import dev.cdctl.catalogue.Health.State;
import dev.cdctl.deploy.Decisions;
import dev.cdctl.deploy.Waiting;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.History;
import dev.cdctl.history.Listing;
import dev.cdctl.history.Stopped;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every service of some stores, each asked how it is now. */
public final class Catalogue {
    private static final int AT_ONCE = 32;
    /** The store answers, and has something that we may not read. */
    private static final String REFUSED = "CD-705";

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final List<Supplier<Store>> stores;
    private final String computer;
    private final List<Failure> unreadable = new ArrayList<>();

    /**
     * What these stores have.
     *
     * @param stores each is opened when it is asked, which may fail too
     * @param computer this one's name
     */
    public Catalogue(List<Supplier<Store>> stores, String computer) {
        this.stores = List.copyOf(stores);
        this.computer = computer;
    }

    /** What a store knows of an environment before anybody is asked. */
    private record Known(Listing listing, Optional<Deployment> live, Optional<Deployment> last, boolean stopped) {}

    /**
     * The services by name. Their proxies are asked at the same time, each for two seconds at most.
     *
     * @param environment the only one that is wanted of each; all when absent
     */
    public List<ListedService> services(Optional<Name> environment) {
        List<Known> known = new ArrayList<>();
        String ending = environment.map(name -> "/" + name).orElse("");
        stores.forEach(store -> known.addAll(known(store, ending)));
        Map<Name, List<ListedEnvironment>> services = new TreeMap<>();
        for (ListedEnvironment each : asked(known)) {
            services.computeIfAbsent(each.listing().service(), name -> new ArrayList<>())
                    .add(each);
        }
        return services.entrySet().stream()
                .map(entry -> service(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * What could not be read the last time: whole stores that cannot be reached, and single environments, because what is
     * recorded of them is damaged, may not be read, or is of a newer cdctl.
     */
    public List<Failure> unreadable() {
        return List.copyOf(unreadable);
    }

    /** One store that cannot be reached must not hide the others. */
    private List<Known> known(Supplier<Store> opened, String ending) {
        List<Known> known = new ArrayList<>();
        try {
            Store store = opened.get();
            for (String key : Listing.keys(store)) {
                if (key.endsWith(ending)) {
                    read(store, key).ifPresent(known::add);
                }
            }
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
            unreadable.add(e);
        }
        return known;
    }

    /** One bad record must not hide all other services, nor one that may not be read; of a store that is gone all are. */
    private Optional<Known> read(Store store, String key) {
        try {
            return Listing.read(store, key).map(listing -> known(store, listing));
        } catch (Failure e) {
            boolean refused = e.problems().get(0).code().equals(REFUSED);
            if (!refused && (e.kind() == Failure.Kind.UNREACHABLE || e.kind() == Failure.Kind.INTERRUPTED)) {
                throw e;
            }
            unreadable.add(e);
            return Optional.empty();
        }
    }

    private static Known known(Store store, Listing listing) {
        String prefix = listing.service() + "/" + listing.environment();
        History history = new History(store, prefix);
        Optional<Deployment> live = new Decisions(store, prefix + "/decision")
                .read()
                .flatMap(Decision::live)
                .map(placed -> history.find(placed.deployment()).orElseThrow(() -> lost(prefix, placed)));
        Optional<Deployment> last = history.latest(1).stream().findFirst();
        return new Known(listing, live, last, new Stopped(store, prefix).read().isPresent());
    }

    private static Failure lost(String environment, Decision.Placed placed) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of(
                                "CD-580",
                                "the record of deployment " + placed.deployment() + " of " + environment
                                        + " is missing")
                        .because("the decision names it, but the history does not know it")
                        .remedy("deploy again; what runs keeps serving meanwhile"));
    }

    private List<ListedEnvironment> asked(List<Known> all) {
        ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE, Catalogue::daemon);
        try {
            List<List<Future<Health>>> answers = all.stream()
                    .map(known -> questions(known).stream()
                            .map(question -> askers.submit(question::ask))
                            .toList())
                    .toList();
            List<ListedEnvironment> environments = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Known known = all.get(i);
                Health health = health(known, answers.get(i));
                environments.add(new ListedEnvironment(known.listing(), known.live(), known.last(), health));
            }
            return environments;
        } finally {
            askers.shutdownNow();
        }
    }

    private List<Question> questions(Known known) {
        if (known.live().isEmpty() || known.stopped()) {
            return List.of();
        }
        return known.listing().doors().stream()
                .map(door -> new Question(known.listing(), door, known.live().get(), computer, DEADLINE))
                .toList();
    }

    /** Of several ways in the worst counts. */
    private static Health health(Known known, List<Future<Health>> answers) {
        if (known.live().isEmpty()) {
            return new Health(State.EMPTY, "no release is live");
        }
        if (known.stopped()) {
            return new Health(State.STOPPED, "it was stopped by `cdctl stop`");
        }
        return answers.stream()
                .map(Waiting::on)
                .max(Comparator.comparing(Health::state))
                .orElse(new Health(State.UNKNOWN, "it has no proxy that could be asked"));
    }

    private static ListedService service(Name name, List<ListedEnvironment> environments) {
        return new ListedService(
                name,
                said(environments, Listing::description),
                said(environments, Listing::owner),
                environments.stream()
                        .sorted(Comparator.comparing(each -> each.listing().environment()))
                        .toList());
    }

    private static String said(List<ListedEnvironment> environments, Function<Listing, String> what) {
        return environments.stream()
                .filter(each -> !what.apply(each.listing()).isEmpty())
                .max(Comparator.comparing(
                        each -> each.last().map(Deployment::started).orElse(Instant.EPOCH)))
                .map(each -> what.apply(each.listing()))
                .orElse("");
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "catalogue");
        thread.setDaemon(true);
        return thread;
    }
}
