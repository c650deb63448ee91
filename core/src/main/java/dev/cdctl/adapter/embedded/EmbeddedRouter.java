package dev.cdctl.adapter.embedded;

import dev.cdctl.http.Exchange;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The embedded router as one environment sees it: started when it is needed, asked over its administration. */
public final class EmbeddedRouter implements Router {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RouterProcess process;
    private final Name service;
    private final Name environment;
    private final Address listen;

    /** @param listen where users of that environment connect */
    public EmbeddedRouter(RouterProcess process, Name service, Name environment, Address listen) {
        this.process = process;
        this.service = service;
        this.environment = environment;
        this.listen = listen;
    }

    @Override
    public String describe() {
        return "the embedded router on " + listen;
    }

    /** While no router runs, the port is tried out from here. */
    @Override
    public void check(Route route) {
        Optional<RouterAdmin> admin = process.running();
        if (admin.isPresent()) {
            String body = JsonText.line(
                    Json.object().put("route", RouteJson.write(route)).build());
            admin.get().need(own(admin.get(), "/check").sending("POST", body));
        } else {
            PortCheck.requireFree(route.listen());
        }
    }

    @Override
    public Optional<Decision> observe() {
        return described().flatMap(json -> json.object("decision")).map(Decision::from);
    }

    @Override
    public void apply(Route route, Decision decision) {
        Json.Obj body = Json.object()
                .put("route", RouteJson.write(route))
                .put("decision", decision.toJson())
                .build();
        tell("PUT", JsonText.line(body));
    }

    /**
     * Tells the router something that may be told twice: one that ends just now leaves it to the next one. Mostly it runs,
     * so it is told before it is asked whether it does.
     */
    private void tell(String method, String body) {
        if (process.find()
                .flatMap(found -> found.ask(own(found, "").sending(method, body)))
                .filter(said -> said.status() / 100 == 2)
                .isPresent()) {
            return;
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        RouterAdmin admin = process.ensureRunning();
        Optional<RouterAdmin.Said> said = admin.ask(own(admin, "").sending(method, body));
        while ((said.isEmpty() || said.get().isEnding()) && System.nanoTime() < end) {
            RouterProcess.pause();
            admin = process.ensureRunning();
            said = admin.ask(own(admin, "").sending(method, body));
        }
        RouterAdmin.need(said, "the environment's route");
    }

    @Override
    public Map<String, String> probe(long generation) {
        return described()
                .flatMap(json -> json.text("probeToken"))
                .map(token -> Map.of("X-Cdctl-Probe", token))
                .orElse(Map.of());
    }

    /** A colour that never had a request has no counters. */
    @Override
    public Map<Colour, Traffic> traffic() {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        described().flatMap(json -> json.object("traffic")).ifPresent(json -> {
            for (Colour colour : Colour.values()) {
                traffic.put(colour, Traffic.NONE);
            }
            traffic.putAll(RouteJson.traffic(json));
        });
        return traffic;
    }

    /** A router that died serves its routes again when it is back, so it has to be there to forget one. */
    @Override
    public void remove() {
        if (process.running().isPresent()) {
            tell("DELETE", "");
        } else if (process.files().mayServe(service, environment)) {
            boolean died = process.find().isPresent();
            tell("DELETE", "");
            if (!died) {
                process.stop(Duration.ZERO);
            }
        }
    }

    private Optional<Json.Obj> described() {
        return admin().flatMap(admin -> admin.ask(own(admin, "")))
                .filter(said -> said.status() == 200)
                .map(RouterAdmin.Said::body);
    }

    private Optional<RouterAdmin> admin() {
        return process.find();
    }

    private Exchange own(RouterAdmin admin, String action) {
        return admin.get("/v1/environments/" + service + "/" + environment + action);
    }
}
