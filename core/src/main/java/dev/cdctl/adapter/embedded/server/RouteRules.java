package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.adapter.embedded.proxy.Proxy.Placement;
import dev.cdctl.adapter.embedded.tls.Certificates;
import dev.cdctl.model.Failure;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;

/** What must hold of a route before it is served. */
final class RouteRules {
    private RouteRules() {}

    /**
     * Compares a route with the others that are served.
     *
     * @throws Failure refused, with the reason
     */
    static void check(Route route, Collection<Placement> served) {
        if (!route.path().startsWith("/")) {
            throw Failure.refused(RouterProblems.badRoute("its path does not start with a slash: " + route.path()));
        }
        if (route.listen().port() < 1 || route.listen().port() > 65535) {
            throw Failure.refused(RouterProblems.badRoute("it has no port: " + route.listen()));
        }
        for (Placement placement : served) {
            if (!isSameEnvironment(route, placement.route())) {
                checkAgainst(route, placement.route());
            }
        }
        route.tls().ifPresent(RouteRules::checkCertificate);
    }

    private static void checkAgainst(Route route, Route other) {
        if (!other.listen().equals(route.listen())) {
            return;
        }
        if (other.tls().isPresent() != route.tls().isPresent()) {
            throw Failure.refused(RouterProblems.mixedTls(route.listen().toString()));
        }
        if (host(other).equals(host(route)) && path(other).equals(path(route))) {
            throw Failure.refused(
                    RouterProblems.sameRoute(Environments.Key.of(other).toString()));
        }
    }

    private static boolean isSameEnvironment(Route one, Route other) {
        return Environments.Key.of(one).equals(Environments.Key.of(other));
    }

    private static String host(Route route) {
        return route.host().orElse("").toLowerCase(Locale.ROOT);
    }

    private static String path(Route route) {
        return route.path().endsWith("/") ? route.path() : route.path() + "/";
    }

    private static void checkCertificate(Route.Tls tls) {
        try {
            Certificates.check(tls);
        } catch (IOException e) {
            throw Failure.refused(RouterProblems.badCertificate(e.toString())).causedBy(e);
        }
    }
}
