package dev.cdctl.doctor;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.StateHost;
import dev.cdctl.model.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the computer that keeps the shared state can be reached, and can keep it. */
record StateCheck(StateHost state) {
    static final String ABOUT = "state";
    private static final long LEAST = 16L * 1024 * 1024;
    private static final long KIBIBYTE = 1024;
    private static final String SCRIPT = """
            LC_ALL=C; export LC_ALL
            for tool in flock sync find mv mkdir rm tail head wc dd cat; do
                command -v "$tool" >/dev/null 2>&1 || echo "lacks=$tool"
            done
            place=$1
            while [ ! -e "$place" ]; do place=${place%/*}; place=${place:-/}; done
            echo "user=$(id -un)"
            [ ! -e "$1" ] || echo there=yes
            [ -d "$place" ] && [ -w "$place" ] && [ -x "$place" ] || echo "closed=$place"
            printf 'free=%s\\n' "$(df -Pk -- "$place" | tail -n 1 | sed 's/ *[0-9]*% .*//; s/.* //')"
            """;

    List<Finding> look() {
        String where = state.shell().describe() + state.folder();
        try {
            List<String> lines = state.shell()
                    .run(HostShell.Command.of(SCRIPT, state.folder()))
                    .output()
                    .lines()
                    .toList();
            List<Finding> findings = new ArrayList<>();
            findings.add(tools(lines, where));
            findings.add(folder(lines, where));
            if (value(lines, "there").isPresent()) {
                findings.addAll(new StateContent(state).look());
            }
            return findings;
        } catch (Failure e) {
            return Finding.of(ABOUT, e);
        }
    }

    private static Finding tools(List<String> lines, String where) {
        List<String> lacking = lines.stream()
                .filter(line -> line.startsWith("lacks="))
                .map(line -> line.substring("lacks=".length()))
                .toList();
        return lacking.isEmpty()
                ? Finding.ok(ABOUT, where + " can be reached, and its computer has the tools that it takes")
                : Finding.wrong(
                        ABOUT,
                        where + " cannot keep state: its computer has no " + String.join(", ", lacking),
                        "apt-get install util-linux coreutils findutils there");
    }

    private static Finding folder(List<String> lines, String where) {
        String user = value(lines, "user").orElse("that user");
        Optional<String> closed = value(lines, "closed");
        if (closed.isPresent()) {
            return Finding.wrong(
                    ABOUT,
                    where + " cannot be written by " + user,
                    "have root run there: install -d -o " + user + " -m 0700 "
                            + where.replaceFirst("^ssh://[^/]*", ""));
        }
        long free = value(lines, "free")
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(text -> Long.parseLong(text) * KIBIBYTE)
                .orElse(Long.MAX_VALUE);
        if (free < LEAST) {
            return Finding.wrong(ABOUT, where + ": only " + HostCheck.megabytes(free) + " are free", "make room there");
        }
        return Finding.ok(
                ABOUT,
                value(lines, "there").isPresent()
                        ? where + " can be written"
                        : where + " is made by the first command that needs it");
    }

    private static Optional<String> value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst();
    }
}
