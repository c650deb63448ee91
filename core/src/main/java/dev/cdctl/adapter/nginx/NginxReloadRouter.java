package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.host.HostShell;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An nginx whose configuration is the user's own: each decision is a new file and a reload. */
public final class NginxReloadRouter implements Router {
    private final Door door;
    private final Place place;
    private final NginxTemplate template;
    private final Scripts scripts;
    private final Means means;

    /**
     * What it needs besides what pipeline.yaml says.
     *
     * @param shell the computer that nginx runs on
     * @param warnings hears what is not wrong, but may surprise
     */
    public record Means(HostShell shell, Consumer<Problem> warnings) {}

    /** The nginx of an environment. */
    public NginxReloadRouter(NginxRouterSpec spec, Name service, Name environment, Means means) {
        Template template = (Template) spec.mode();
        this.door = spec.door();
        this.place = Place.of(template, service, environment);
        this.template = new NginxTemplate(place, template);
        this.scripts = new Scripts(means.shell(), spec.program(), place);
        this.means = means;
    }

    @Override
    public String describe() {
        return "nginx on " + means.shell().describe() + ", " + place.file() + " by reloads";
    }

    @Override
    public void check(Route route) {
        Decision any = new Decision(0, 0, Colour.BLUE, Weights.all(Colour.BLUE), "", Map.of());
        template.render(any, route.instances());
        scripts.check(door.listen().port(), "", "")
                .orThrow()
                .line("version")
                .filter(NginxReloadRouter::mayLose)
                .ifPresent(version -> means.warnings()
                        .accept(Problem.of("CD-659", "a reload of nginx " + version + " may lose requests")
                                .because("it closes connections that clients keep, and a request may be on its way on"
                                        + " one; clients that ask again lose nothing, but few ask a POST again")
                                .remedy("use `flags`, or nginx 1.27.4 or newer with keepalive_min_timeout")));
    }

    /** Before 1.27.4 nothing has a worker that ends wait for the requests of connections that are kept. */
    static boolean mayLose(String version) {
        int[] numbers =
                Stream.of(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return Arrays.compare(numbers, new int[] {1, 27, 4}) < 0;
    }

    @Override
    public Optional<Decision> observe() {
        return look().line("decision").map(JsonText::readObject).map(Decision::from);
    }

    @Override
    public void apply(Route route, Decision decision) {
        if (decision.isShifting()) {
            throw Failure.refused(Problem.of("CD-658", describe() + " cannot split the traffic")
                    .because("only an nginx router with `flags` can"));
        }
        String text = template.render(decision, route.instances());
        scripts.reload(
                        Map.of(place.file(), text),
                        List.of(
                                Long.toString(decision.generation()),
                                decision.baseline().word()))
                .orThrow();
    }

    /** A template that answers no probes was refused, so the token is all that is needed. */
    @Override
    public Map<String, String> probe(long generation) {
        return look().line("token").map(token -> Map.of("X-Cdctl-Probe", token)).orElse(Map.of());
    }

    /** A colour is quiet when the workers that knew it are gone; those of now know only the live one. */
    @Override
    public Map<Colour, Traffic> traffic() {
        Answers looked = look();
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        looked.line("decision").map(JsonText::readObject).map(Decision::from).ifPresent(decision -> {
            int ending = looked.line("ending").map(Integer::parseInt).orElse(0);
            traffic.put(decision.baseline(), new Traffic(0, 0, looked.says("open") ? 0 : ending, 0));
            traffic.put(decision.baseline().other(), new Traffic(0, 0, ending, 0));
        });
        return traffic;
    }

    @Override
    public void remove() {
        scripts.remove().orThrow();
    }

    private Answers look() {
        return scripts.lookReloaded().orThrow();
    }

    /** What has to be done once on nginx's computer, and a template to begin with. */
    public List<String> setup() {
        List<String> lines = new ArrayList<>(List.of(
                "# Once, in the http block of nginx.conf on " + means.shell().describe()
                        + ", unless it is included already:",
                "include " + place.folder() + "/*.conf;",
                "# A template to begin with:"));
        NginxTemplate.example(door).lines().forEach(lines::add);
        return lines;
    }
}
