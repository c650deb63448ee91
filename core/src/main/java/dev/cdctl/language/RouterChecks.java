package dev.cdctl.language;

import dev.cdctl.adapter.haproxy.HaproxyRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.RouterSpec;
import java.util.List;
import java.util.Optional;

/** Whether the routers of an environment reach what they are to lead to. */
final class RouterChecks {
    private final EnvironmentSpec environment;

    RouterChecks(EnvironmentSpec environment) {
        this.environment = environment;
    }

    /** A router on another computer would look for what is on the loopback address of this one on its own. */
    List<Problem> problems() {
        return environment.swarm()
                ? List.of()
                : environment.routers().stream()
                        .flatMap(router -> hidden(router).stream())
                        .toList();
    }

    private Optional<Problem> hidden(RouterSpec router) {
        Host on = computer(router);
        if (on.isHere() || isLoopback(name(on))) {
            return Optional.empty();
        }
        if (environment.hosts().isEmpty()) {
            return Optional.of(problem(router, on, "the processes of '" + environment.name() + "'")
                    .remedy("run the router on this computer, or containers on `hosts` that " + name(on) + " reaches"));
        }
        return environment.hosts().stream()
                .filter(host -> isLoopback(host.address()) && !isSame(host, on))
                .findFirst()
                .map(host -> problem(router, on, "what is published on " + host.url())
                        .remedy("say where it is reached from there: hosts: [{url: \"" + host.url()
                                + "\", address: 10.0.0.5}]"));
    }

    private static Problem problem(RouterSpec router, Host on, String what) {
        return Problem.of("CD-875", router.kind() + " on " + on.url() + " does not reach " + what)
                .at(router.origin())
                .because("it is at 127.0.0.1, which is " + name(on) + " itself for a program there");
    }

    private static Host computer(RouterSpec router) {
        if (router instanceof HaproxyRouterSpec haproxy) {
            return haproxy.computer();
        }
        return router instanceof NginxRouterSpec nginx ? nginx.computer() : Host.LOCAL;
    }

    private static boolean isSame(Host one, Host other) {
        return !one.isHere() && name(one).equals(name(other));
    }

    private static String name(Host host) {
        return host.url().replaceFirst("^[a-z]+://([^@/]*@)?", "").replaceFirst("[:/].*$", "");
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
    }
}
