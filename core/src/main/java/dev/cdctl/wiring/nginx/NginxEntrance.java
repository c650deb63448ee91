package dev.cdctl.wiring.nginx;

import dev.cdctl.adapter.nginx.NginxReloadRouter;
import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Router;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes the entrance of an environment behind an nginx. */
public record NginxEntrance(Name service, EnvironmentSpec environment, Means means) {
    private static final int HTTP = 80;

    /**
     * What it is made with.
     *
     * @param choice where requests to an instance may have to go, now or later
     * @param shells of the computers that nginx may run on
     */
    public record Means(
            Function<Slot, List<Address>> choice, Function<Host, HostShell> shells, Event.Listener listener) {}

    /**
     * The entrance that one entry of {@code routers} says.
     *
     * @throws Failure refused, when its computer has no shell, or its certificate is not here to be trusted
     */
    public Entrance of(NginxRouterSpec spec) {
        Door door = spec.door();
        if (!host(spec).isHere() && door.tls().isPresent() && environment.url().isEmpty()) {
            throw Failure.refused(Problem.of("CD-656", "what nginx on " + host(spec) + " serves by TLS cannot be asked")
                    .because("its certificate is on that computer")
                    .remedy("add url: https://... to the environment; its certificate is checked as by a browser"));
        }
        return new Entrance(router(spec), connect(spec), door.host(), door.path(), door.tls(), door.timeout());
    }

    /** What has to be done once on the computer of that nginx. */
    public List<String> setup(NginxRouterSpec spec) {
        Router router = router(spec);
        return router instanceof NginxRouter flags ? flags.setup() : ((NginxReloadRouter) router).setup();
    }

    /** Makes the folder and the first files there. */
    public void prepare(NginxRouterSpec spec) {
        Router router = router(spec);
        if (router instanceof NginxRouter flags) {
            flags.prepare();
        } else {
            ((NginxReloadRouter) router).prepare();
        }
    }

    private Router router(NginxRouterSpec spec) {
        Door door = spec.door();
        HostShell shell = means.shells().apply(host(spec));
        Consumer<Problem> warnings = problem -> means.listener().on(new Event.Warning(problem));
        if (spec.mode() instanceof Flags) {
            NginxRouter.Means own = new NginxRouter.Means(shell, this::planned, question(spec), warnings);
            return new NginxRouter(spec, service, environment.name(), own);
        }
        return new NginxReloadRouter(spec, service, environment.name(), new NginxReloadRouter.Means(shell, warnings));
    }

    private static Host host(NginxRouterSpec spec) {
        String on = spec.program().on();
        return on.equals("local") ? Host.LOCAL : Host.of(on);
    }

    /** Where a question from here goes: an nginx that listens on every address of its computer is asked on one. */
    private static Address connect(NginxRouterSpec spec) {
        Address listen = spec.door().listen();
        boolean every = listen.host().equals("0.0.0.0") || listen.host().equals("[::]");
        return every ? new Address(host(spec).address(), listen.port()) : listen;
    }

    /** Behind a URL of several routers, any of them would answer for this one. */
    private Exchange question(NginxRouterSpec spec) {
        Door door = spec.door();
        Optional<URI> url = environment.url().map(URI::create);
        boolean alone = environment.routers().size() == 1 && spec.sync().size() < 2;
        if (url.isPresent() && alone) {
            return Exchange.get(url.get());
        }
        Target plain = Target.of(connect(spec).host(), connect(spec).port());
        Optional<Target> named = url.map(known -> named(spec, plain, Exchange.get(known)));
        return Exchange.get(named.orElseGet(() -> named(door, plain)), door.path());
    }

    private static Target named(Door door, Target plain) {
        Target named = door.host().map(plain::withHost).orElse(plain);
        return door.tls()
                .map(tls ->
                        named.withTls(new Target.Tls(door.host().orElse("localhost"), Optional.of(tls.certificate()))))
                .orElse(named);
    }

    /** By the names that users know. What a server block of one's own speaks is what the URL says, but on port 80. */
    private static Target named(NginxRouterSpec spec, Target plain, Exchange known) {
        Door door = spec.door();
        boolean own = spec.mode() instanceof Flags flags && flags.ownServer();
        boolean secure = door.tls().isPresent() || own && plain.port() != HTTP;
        Target named = plain.withHost(known.target().host());
        return secure ? known.target().tls().map(named::withTls).orElseGet(() -> named(door, plain)) : named;
    }

    /** In the order of {@link dev.cdctl.deploy.Environment#route}, so that nothing differs once it is deployed. */
    private List<Address> planned(Colour colour) {
        List<Host> hosts = environment.hosts().isEmpty() ? List.of(Host.LOCAL) : environment.places();
        return environment.run().roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .flatMap(role -> hosts.stream().flatMap(host -> slots(role, colour, host)))
                .flatMap(slot -> means.choice().apply(slot).stream())
                .distinct()
                .toList();
    }

    private Stream<Slot> slots(RoleSpec role, Colour colour, Host host) {
        return IntStream.range(0, role.replicas())
                .mapToObj(index -> new Slot(service, environment.name(), role.name(), index, colour, host));
    }
}
