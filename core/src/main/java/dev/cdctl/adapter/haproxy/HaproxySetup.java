package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.HostShell;
import java.util.List;
import java.util.stream.Stream;

/** What a person does once so that an HAProxy can be a router, for {@code router init haproxy}. */
public final class HaproxySetup {
    private HaproxySetup() {}

    /** The steps, with the generated configuration as it is before the first deployment. */
    public static List<String> lines(HaproxyRouterSpec spec) {
        HaproxyRouterSpec.Site site = spec.site();
        String where = spec.on().orElse("this machine");
        Stream<String> steps = """
                # HAProxy on %s as a router of cdctl. To do once, there:
                #
                # 1. A folder that the user who runs cdctl can write, and HAProxy can read:
                #      install -d -m 2750 -o "$USER" -g haproxy %s
                #
                # 2. In the section global of %s, a socket that this user may use:
                #      stats socket %s mode 660 group haproxy level admin
                #
                # 3. HAProxy is started with the folder besides its own configuration; with Debian's systemd unit by
                #    this line in /etc/default/haproxy, and in a container by the same words after its command:
                #      EXTRAOPTS="-S /run/haproxy-master.sock -f %s"
                #
                # 4. systemctl restart haproxy
                #
                # cdctl reloads it by: %s
                # In that folder, %s is this before the first deployment; --write puts it there:
                #
                """.formatted(
                where, site.folder(), site.config(), site.socket(), site.folder(), site.reload(), Configuration.FILE).lines();
        return Stream.concat(
                        steps,
                        new Configuration(site.folder(), List.of()).text().lines())
                .toList();
    }

    /**
     * Writes the generated configuration into the folder, which is made when it is not there. What is served already
     * stays.
     */
    public static void write(HaproxyRouterSpec spec, HostShell shell) {
        Remote remote = new Remote(shell, spec.site());
        remote.makeFolder();
        remote.refresh();
    }
}
