package dev.cdctl.host.setup;

import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A computer with Debian that is to be a Docker host, or to keep shared state. What is missing is found out by looking, so that a second time
 * changes nothing.
 *
 * @param name how people call it
 * @param socket where its engine is to be; none when it needs no engine
 * @param folder where it is to keep shared state for this user; none when it is not to
 */
public record DebianHost(String name, HostShell shell, Optional<String> socket, Optional<String> folder) {
    /** Where Debian's package has its engine. */
    public static final String SOCKET = "/var/run/docker.sock";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String PACKAGES = "docker.io iptables ca-certificates";
    private static final String INSTALL =
            "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y" + " --no-install-recommends ";
    private static final String LOOK = """
            LC_ALL=C; export LC_ALL
            PATH=$PATH:/usr/sbin:/sbin
            user=$(id -un)
            echo "user=$user"
            ( . /etc/os-release && echo "system=$PRETTY_NAME" ) 2>/dev/null
            command -v apt-get >/dev/null 2>&1 && echo apt=yes
            if [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }; then echo root=yes; fi
            command -v dockerd >/dev/null 2>&1 && echo engine=yes
            command -v iptables >/dev/null 2>&1 && echo iptables=yes
            [ -S "$1" ] && echo socket=yes
            if [ "$(id -u)" = 0 ] || id -nG "$user" | tr ' ' '\\n' | grep -qx docker; then echo member=yes; fi
            [ -d /run/systemd/system ] && echo systemd=yes
            if [ -z "$2" ] || { [ -d "$2" ] && [ -O "$2" ] && [ -w "$2" ]; }; then echo folder=yes; fi
            true
            """;
    private static final String AS_ROOT = """
            PATH=$PATH:/usr/sbin:/sbin
            script=$1; shift
            if [ "$(id -u)" = 0 ]; then exec sh -c "$script" sh "$@"; fi
            exec sudo -n sh -c "$script" sh "$@"
            """;

    /** What a look has shown. */
    private record Shown(List<String> lines) {
        boolean has(String name) {
            return lines.contains(name + "=yes");
        }

        String value(String name, String otherwise) {
            return lines.stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    /**
     * What has to be done, in order; nothing when it is as it should be.
     *
     * @throws Failure refused, when it has no apt-get; unreachable, when nothing can be run there
     */
    public List<Work> missing() {
        return missing(look());
    }

    private List<Work> missing(Shown shown) {
        List<Work> works = new ArrayList<>();
        if (socket.isPresent()) {
            works.addAll(engine(shown));
        }
        if (!shown.has("folder")) {
            works.add(Work.of(
                    "make the folder of the shared state, for " + shown.value("user", "root") + " alone",
                    "install -d -m 0700 -o \"$1\" \"$2\"",
                    shown.value("user", "root"),
                    folder.orElseThrow()));
        }
        return works;
    }

    private List<Work> engine(Shown shown) {
        List<Work> works = new ArrayList<>();
        if (!shown.has("engine") || !shown.has("iptables")) {
            requireDebian(shown);
            String packages = shown.has("engine") ? "iptables" : PACKAGES;
            works.add(Work.of("install " + packages.replace(" ", ", "), INSTALL + packages));
        }
        if (!shown.has("socket") && socket.equals(Optional.of(SOCKET))) {
            works.add(Work.of(
                    "start the engine, now and at each start of the computer",
                    shown.has("systemd") ? "systemctl enable --now docker" : "service docker start"));
        }
        String user = shown.value("user", "root");
        if (!shown.has("member")) {
            works.add(Work.of(
                    "let " + user + " use the engine, which makes it as good as root there",
                    "groupadd -f docker && usermod -aG docker \"$1\"",
                    user));
        }
        return works;
    }

    /**
     * Does it, and makes sure that it is done.
     *
     * @param progress told of each thing before it is done
     * @throws Failure refused, when this user cannot become root there; failed, when something does not work
     */
    public void carryOut(List<Work> works, Consumer<String> progress) {
        if (works.isEmpty()) {
            return;
        }
        if (!look().has("root")) {
            throw Failure.refused(Problem.of("CD-697", "nothing can be installed on " + name)
                    .because("this user is not root there, and sudo asks for a password or is not there")
                    .remedy("have root run there: "
                            + works.stream()
                                    .map(Work::commandLine)
                                    .reduce((a, b) -> a + "; " + b)
                                    .orElse("")));
        }
        for (Work work : works) {
            progress.accept(name + ": " + work.text());
            run(work);
        }
        List<Work> left = missing();
        if (!left.isEmpty()) {
            throw Failure.failed(Problem.of("CD-699", name + " is not ready yet")
                    .because("still to do: "
                            + left.stream()
                                    .map(Work::text)
                                    .reduce((a, b) -> a + "; " + b)
                                    .orElse(""))
                    .remedy("see there why it had no effect: " + left.get(0).commandLine()));
        }
    }

    private void run(Work work) {
        List<String> arguments = new ArrayList<>(List.of(work.script()));
        arguments.addAll(work.arguments());
        HostShell.Ran ran = shell.run(new HostShell.Command(AS_ROOT, arguments, new byte[0], PATIENCE));
        if (!ran.isGood()) {
            throw Failure.failed(Problem.of("CD-698", name + ": could not " + work.text())
                    .because("exit status " + ran.exit() + ": " + end(ran))
                    .remedy("mend that, then repeat; by hand: " + work.commandLine()));
        }
    }

    private static String end(HostShell.Ran ran) {
        List<String> lines = (ran.output() + "\n" + ran.errors())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty()
                ? "it said nothing"
                : String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    private Shown look() {
        return new Shown(shell.run(HostShell.Command.of(LOOK, socket.orElse(""), folder.orElse("")))
                .output()
                .lines()
                .toList());
    }

    private void requireDebian(Shown shown) {
        if (!shown.has("apt")) {
            throw Failure.refused(Problem.of("CD-696", name + " is not set up by cdctl")
                    .because("it has no apt-get: " + shown.value("system", "its system does not say what it is"))
                    .remedy("install Docker Engine 20.10 or newer there by hand, then cdctl host check"));
        }
    }
}
