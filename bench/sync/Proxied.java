import dev.cdctl.adapter.haproxy.HaproxyRouter;
import dev.cdctl.adapter.haproxy.HaproxyRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Target;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Origin;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real proxy in front of two services, as its router and what ends it. */
record Proxied(Router router, Address listen, Map<Colour, List<Address>> instances, AutoCloseable end)
        implements AutoCloseable {
    static Proxied start(String kind, Path folder, HostShell shell, int port, Service blue, Service green)
            throws Exception {
        Files.createDirectories(folder);
        Address listen = new Address("127.0.0.1", port);
        Map<Colour, List<Address>> instances = Map.of(
                Colour.BLUE, List.of(new Address("127.0.0.1", blue.port())),
                Colour.GREEN, List.of(new Address("127.0.0.1", green.port())));
        return kind.equals("nginx") ? nginx(folder, shell, listen, instances) : haproxy(folder, shell, listen, instances);
    }

    private static Proxied nginx(Path folder, HostShell shell, Address listen, Map<Colour, List<Address>> instances) {
        RealNginx nginx = RealNginx.start(folder);
        String flags = nginx.flags().toString();
        NginxRouterSpec spec = new NginxRouterSpec(
                new NginxRouterSpec.Flags(flags, flags, false, "$remote_addr", false),
                new NginxRouterSpec.Door(listen, Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(60)),
                new NginxRouterSpec.Program("local", nginx.command(), Optional.empty(), Optional.empty()),
                Origin.of("bench"));
        NginxRouter.Means means = new NginxRouter.Means(
                shell, instances::get, Exchange.get(Target.of(listen.host(), listen.port()), "/"), problem -> {});
        Router router = new NginxRouter(spec, BenchSync.PLACE.service(), BenchSync.PLACE.environment(), means);
        return new Proxied(router, listen, instances, nginx);
    }

    private static Proxied haproxy(Path folder, HostShell shell, Address listen, Map<Colour, List<Address>> instances)
            throws Exception {
        Path files = Files.createDirectories(folder.resolve("cdctl"));
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), "global\n    stats socket "
                + folder.resolve("admin.sock") + " mode 600 level admin\ndefaults\n    timeout connect 5s\n"
                + "    timeout client 30s\n    timeout server 30s\n");
        Process process = new ProcessBuilder("/usr/sbin/haproxy", "-W", "-db", "-f", config.toString(), "-f",
                        files.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!Files.exists(folder.resolve("admin.sock")) && process.isAlive()) {
            Thread.sleep(10);
        }
        HaproxyRouterSpec spec = new HaproxyRouterSpec(
                listen, Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(10),
                new HaproxyRouterSpec.Site(folder.resolve("admin.sock").toString(), files.toString(), config.toString(),
                        "kill -USR2 " + process.pid()),
                Optional.empty(), Origin.of("bench"));
        Router router = new HaproxyRouter(spec, shell, BenchSync.PLACE.service(), BenchSync.PLACE.environment());
        return new Proxied(router, listen, instances, () -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    Route route() {
        return route(instances);
    }

    Route route(Map<Colour, List<Address>> own) {
        return new Route(BenchSync.PLACE.service(), BenchSync.PLACE.environment(), listen, Optional.empty(), "/",
                Optional.empty(), Duration.ofSeconds(60), own);
    }

    @Override
    public void close() throws Exception {
        end.close();
    }
}
