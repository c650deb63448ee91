package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Together;
import dev.cdctl.traffic.Traffic;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An nginx that tests flags with each request. A decision is one rename of a link; the configuration changes only when
 * instances get other addresses.
 */
public final class NginxRouter implements Router {
    private final Flags flags;
    private final Door door;
    private final Place place;
    private final Scripts scripts;
    private final Means means;
    private volatile String installed = "";

    /**
     * What it needs besides what pipeline.yaml says.
     *
     * @param shell the computer that nginx runs on
     * @param planned where the instances of a colour that holds nothing yet are going to listen
     * @param question what is asked to find out what is under way, without headers
     * @param warnings hears what is not wrong, but may surprise
     */
    public record Means(
            HostShell shell, Function<Colour, List<Address>> planned, Exchange question, Consumer<Problem> warnings) {}

    /** The nginx of an environment. */
    public NginxRouter(NginxRouterSpec spec, Name service, Name environment, Means means) {
        this.flags = (Flags) spec.mode();
        this.door = spec.door();
        this.place = Place.of(flags, service, environment);
        this.scripts = new Scripts(means.shell(), spec.program(), place);
        this.means = means;
    }

    @Override
    public String describe() {
        return "nginx on " + means.shell().describe() + ", " + door.listen();
    }

    @Override
    public void check(Route route) {
        String serves = configuration(route.instances()).serves();
        List<String> arguments = List.of(Integer.toString(door.listen().port()), serves, flags.inside());
        scripts.check(files(route), arguments)
                .orThrow()
                .loss("its files change, as they do with other addresses or keys, and so it is reloaded")
                .ifPresent(means.warnings());
    }

    /** What the flags say, also while nginx does not run: it follows them as soon as it does. */
    @Override
    public Optional<Decision> observe() {
        return scripts.look()
                .orThrow()
                .line("decision")
                .map(JsonText::readObject)
                .map(Decision::from);
    }

    @Override
    public void apply(Route route, Decision decision) {
        NewFiles files = files(route);
        List<String> arguments = List.of(
                Long.toString(decision.generation()),
                summary(decision),
                isOpen(route) ? "yes" : "no",
                Integer.toString(tenths(decision.weights().green())),
                JsonText.line(decision.toJson()));
        scripts.apply(files, arguments).orThrow();
        installed = files.digest();
    }

    private NewFiles files(Route route) {
        return files(configuration(route.instances()));
    }

    private NewFiles files(FlagConfiguration configuration) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(place.file(), configuration.text());
        if (flags.ownServer()) {
            files.put(place.files().get(1), configuration.location());
        }
        return NewFiles.of(files);
    }

    private static boolean isOpen(Route route) {
        return !route.instances().isEmpty();
    }

    @Override
    public void ready(List<Move> moves) {
        Together.ready(moves.stream().flatMap(this::missing).toList(), this::install, Answers::isRefusal);
    }

    /** What an environment is given before its decision is applied. */
    private record Offer(NginxRouter router, Decision decision, NewFiles files) {
        void into(ByteArrayOutputStream input) {
            String head = String.join(
                    " ",
                    "environment",
                    Long.toString(decision.generation()),
                    summary(decision),
                    files.digest(),
                    String.join(" ", router.place.files()) + router.place.state());
            input.writeBytes((head + "\n").getBytes(StandardCharsets.UTF_8));
            input.writeBytes(files.bytes());
        }
    }

    /** What it has not got yet, where it goes beside ours. */
    private Stream<Offer> missing(Move move) {
        if (!(move.router() instanceof NginxRouter other) || !isBeside(other) || !isOpen(move.route())) {
            return Stream.empty();
        }
        NewFiles files = other.files(move.route());
        return files.digest().equals(other.installed)
                ? Stream.empty()
                : Stream.of(new Offer(other, move.decision(), files));
    }

    /** Whether its files lie in the same folder of the same nginx. */
    private boolean isBeside(NginxRouter other) {
        return means.shell().equals(other.means.shell())
                && scripts.program().equals(other.scripts.program())
                && place.folder().equals(other.place.folder());
    }

    private void install(List<Offer> offers) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        offers.forEach(offer -> offer.into(input));
        scripts.ready(input.toByteArray(), offers.size()).orThrow();
        offers.forEach(offer -> offer.router().installed = offer.files().digest());
    }

    /** In two words; of one generation, only one such thing can be in force. */
    private static String summary(Decision decision) {
        return decision.baseline().word() + " " + decision.weights().green();
    }

    /** A share that is neither none nor all is never rounded to one of them. */
    static int tenths(int percent) {
        return percent == 0 || percent == 100 ? percent / 10 : Math.max(1, Math.min(9, Math.round(percent / 10f)));
    }

    @Override
    public Map<String, String> probe(long generation) {
        return scripts.look()
                .orThrow()
                .line("token")
                .map(token -> Map.of("X-Cdctl-Probe", token, "X-Cdctl-Generation", Long.toString(generation)))
                .orElse(Map.of());
    }

    @Override
    public Map<Colour, Traffic> traffic() {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        scripts.look().orThrow().line("token").ifPresent(token -> {
            Flight flight = new Flight(means.question(), token);
            for (Colour colour : Colour.values()) {
                flight.of(colour).ifPresent(seen -> traffic.put(colour, seen));
            }
        });
        return traffic;
    }

    @Override
    public void remove() {
        scripts.remove().orThrow();
    }

    /** A colour that holds nothing has its addresses already, so that its first release changes no configuration. */
    private FlagConfiguration configuration(Map<Colour, List<Address>> instances) {
        Map<Colour, List<Address>> all = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            List<Address> known = instances.getOrDefault(colour, List.of());
            all.put(colour, known.isEmpty() ? means.planned().apply(colour) : known);
        }
        return new FlagConfiguration(place, flags, door, all);
    }

    /** Makes the folder on nginx's computer, with the files that serve nobody yet; those that are there stay. */
    public void prepare() {
        scripts.init(Optional.of(files(configuration(Map.of())))).orThrow();
    }

    /** What has to be done once on nginx's computer, and what is going to be written there. */
    public List<String> setup() {
        FlagConfiguration configuration = configuration(Map.of());
        List<String> lines = new ArrayList<>(List.of(
                "# Once, on " + means.shell().describe() + ", as whoever cdctl works as there:",
                "#   mkdir -p " + flags.folder(),
                "# Once, in the http block of nginx.conf:",
                "include " + flags.inside() + "/*.conf;"));
        if (flags.ownServer()) {
            lines.add("# Once, in your server block:");
            lines.add("include " + flags.inside() + "/" + place.files().get(1).replaceAll("c$", "[c]") + ";");
        }
        lines.add("# cdctl writes " + flags.folder() + "/" + place.file() + ":");
        configuration.text().lines().forEach(lines::add);
        if (flags.ownServer()) {
            lines.add("# cdctl writes " + flags.folder() + "/" + place.files().get(1) + ":");
            configuration.location().lines().forEach(lines::add);
        }
        return lines;
    }
}
