package dev.cdctl.wiring;

import dev.cdctl.adapter.haproxy.HaproxyRouterSpec;
import dev.cdctl.adapter.haproxy.HaproxySetup;
import dev.cdctl.adapter.nginx.ForeignTemplate;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.wiring.kept.Shells;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the routers of an environment need once, before the first deployment. */
public final class RouterInit {
    /** The kinds of which there is something to do by hand. */
    private static final Set<String> SET_UP = Set.of("nginx", "haproxy");

    private final EnvironmentSpec environment;

    /** For the routers of that environment. */
    public RouterInit(EnvironmentSpec environment) {
        this.environment = environment;
    }

    /**
     * The kind of the routers of the environment for which there is something to do.
     *
     * @throws Failure usage, when they have several, or there is none
     */
    public String onlyKind() {
        List<String> kinds = environment.routers().stream()
                .map(RouterSpec::kind)
                .filter(SET_UP::contains)
                .distinct()
                .sorted()
                .toList();
        if (kinds.size() != 1) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-804", "KIND is missing")
                            .because(environment.name()
                                    + (kinds.isEmpty()
                                            ? " has no nginx and no haproxy"
                                            : " has routers of several kinds: " + String.join(", ", kinds)))
                            .remedy("name one: `cdctl router init nginx -e " + environment.name() + "`"));
        }
        return kinds.get(0);
    }

    /**
     * What to do, for each router of that kind.
     *
     * @throws Failure usage, when the environment has none
     */
    public List<String> lines(String kind) {
        List<String> lines = new ArrayList<>();
        for (RouterSpec router : of(kind)) {
            if (router instanceof HaproxyRouterSpec haproxy) {
                lines.addAll(HaproxySetup.lines(haproxy));
            }
        }
        return lines;
    }

    /**
     * A template of nginx's configuration for a program that reads the state by itself.
     *
     * @param program {@code consul-template} or {@code confd}
     * @throws Failure usage, when the environment has no nginx; refused, when the program does not read such a state
     */
    public List<String> template(String kind, String program, Name service) {
        NginxRouterSpec nginx = of(kind).stream()
                .filter(NginxRouterSpec.class::isInstance)
                .map(NginxRouterSpec.class::cast)
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        Failure.Kind.USAGE,
                        Problem.of("CD-921", "there is a template for nginx only")
                                .because("a router of kind " + kind + " is moved by cdctl itself, without a reload")
                                .remedy("leave --for out: `cdctl router init " + kind + "` says what it needs once, and"
                                        + " `cdctl router sync` beside it follows the store")));
        String state = environment.state().orElse("the user's own folder");
        return ForeignTemplate.of(program).lines(nginx, state, service, environment.name());
    }

    /**
     * Makes sure that there is a router of that kind.
     *
     * @throws Failure usage, when the environment has none
     */
    public void require(String kind) {
        of(kind);
    }

    /** Writes the first files, on the routers' own computers. */
    public void write(String kind) {
        try (Shells shells = new Shells()) {
            for (RouterSpec router : of(kind)) {
                if (router instanceof HaproxyRouterSpec haproxy) {
                    HaproxySetup.write(haproxy, shells.of(haproxy.computer()));
                }
            }
        }
    }

    private List<RouterSpec> of(String kind) {
        List<RouterSpec> routers = environment.routers().stream()
                .filter(router -> router.kind().equals(kind))
                .toList();
        if (routers.isEmpty()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-677", environment.name() + " has no router of kind " + kind)
                            .at(environment.origin())
                            .remedy("add it under routers; `cdctl explain environments.routers` shows its keys"));
        }
        return routers;
    }
}
