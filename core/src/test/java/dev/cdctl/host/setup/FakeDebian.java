package dev.cdctl.host.setup;

import dev.cdctl.host.HostShell;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A computer in memory that knows what it has, and what the commands of a setup bring about. */
final class FakeDebian implements HostShell {
    /** What it has, as a look shows it: {@code engine}. */
    final Set<String> has = new LinkedHashSet<>(List.of("apt", "root", "systemd"));
    /** What root was asked to run. */
    final List<String> ran = new ArrayList<>();
    /** What has no effect. */
    String broken = "nothing";

    @Override
    public String describe() {
        return "ssh://ana@web1";
    }

    @Override
    public Ran run(Command command) {
        if (command.script().contains("user=$user")) {
            StringBuilder shown = new StringBuilder("user=ana\nsystem=Debian GNU/Linux 12\n");
            has.forEach(one -> shown.append(one).append("=yes\n"));
            return new Ran(0, shown.toString(), "");
        }
        String script = command.arguments().get(0);
        ran.add(script);
        if (script.contains(broken)) {
            return new Ran(100, "", "E: Unable to locate package\n");
        }
        effect(script);
        return new Ran(0, "", "");
    }

    private void effect(String script) {
        if (script.contains("apt-get install")) {
            has.add("iptables");
            has.add("engine");
        } else if (script.contains("docker") && (script.startsWith("systemctl") || script.startsWith("service"))) {
            has.add("socket");
        } else if (script.contains("usermod")) {
            has.add("member");
        } else if (script.startsWith("install -d")) {
            has.add("folder");
        }
    }
}
