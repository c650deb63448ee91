package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.host.HostShell;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
        check(route, Decision.nothing());
    }

    @Override
    public void check(Route route, Decision next) {
        NewFiles files = NewFiles.of(Map.of(place.file(), template.render(next, route.instances())));
        scripts.check(files, List.of(Integer.toString(door.listen().port()), "", ""))
                .orThrow()
                .loss("each decision is a reload")
                .ifPresent(means.warnings());
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
                        NewFiles.of(Map.of(place.file(), text)),
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

    /**
     * A colour is quiet when the workers that knew it are gone; those of now know only the live one. While the whole
     * configuration cannot be read, they cannot be found.
     */
    @Override
    public Map<Colour, Traffic> traffic() {
        Answers looked = look();
        Optional<Traffic> ending = looked.line("ending").map(Integer::parseInt).map(NginxReloadRouter::ending);
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        looked.line("decision").map(JsonText::readObject).map(Decision::from).ifPresent(decision -> {
            Optional<Traffic> live = looked.says("open") ? Optional.of(Traffic.NONE) : ending;
            live.ifPresent(seen -> traffic.put(decision.baseline(), seen));
            ending.ifPresent(seen -> traffic.put(decision.baseline().other(), seen));
        });
        return traffic;
    }

    private static Traffic ending(int workers) {
        return new Traffic(0, 0, 0, 0, 0, workers);
    }

    @Override
    public void remove() {
        scripts.remove().orThrow();
    }

    private Answers look() {
        return scripts.lookReloaded().orThrow();
    }

    /** Makes the folder on nginx's computer, and a template to begin with where there is none. */
    public void prepare() {
        scripts.init(Optional.empty()).orThrow();
        template.begin(door);
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
