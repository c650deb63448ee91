package dev.cdctl.doctor;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.StateHost;
import dev.cdctl.model.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            List<String> lines = told(state, SCRIPT);
            List<Finding> findings = new ArrayList<>();
            findings.add(tools(lines, where));
            findings.add(folder(lines, where));
            if (value(lines, "there").isPresent()) {
                findings.addAll(new Content(state).look());
            }
            return findings;
        } catch (Failure e) {
            return Finding.of(ABOUT, e);
        }
    }

    /** What a script says there of the state's folder, line by line. */
    private static List<String> told(StateHost state, String script) {
        return state.shell()
                .run(HostShell.Command.of(script, state.folder()))
                .output()
                .lines()
                .toList();
    }

    /** All values of that name. */
    private static List<String> all(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    private static Finding tools(List<String> lines, String where) {
        List<String> lacking = all(lines, "lacks");
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

    /** What lies in the folder of a shared state: of which form it is, who works with it, and what does not belong there. */
    private record Content(StateHost state) {
        /** The form of the folder that this program knows, as its file {@code by-ssh} has it. */
        private static final String FORM = "1";
        /** Nothing depends on that clock; people compare its times. */
        private static final Duration LATE = Duration.ofSeconds(2);

        private static final int SHOWN = 3;
        /** Nothing is written: also the locks are asked for only. */
        private static final String SCRIPT = """
                LC_ALL=C; export LC_ALL
                printf 'clock=%s\\n' "$(date +%s)"
                cd "$1" 2>/dev/null || exit 0
                [ ! -s by-ssh ] || printf 'form=%s\\n' "$(head -n 1 by-ssh)"
                for each in sessions/*; do
                    [ -f "$each" ] || continue
                    if flock -n -s "$each" true; then echo "left=$each"; else echo "alive=$each"; fi
                done
                for each in store/.new store/.stage store/.redo; do
                    [ ! -e "$each" ] || echo "left=$each"
                done
                find journals -type f -name '*.new' 2>/dev/null | sed 's/^/left=/'
                find store -type f -name '*.json' 2>/dev/null | while IFS= read -r each; do
                    line=
                    IFS= read -r line <"$each"
                    case $line in '{"format":1,'*) ;; *) echo "other=$each" ;; esac
                done
                for each in * .[!.]*; do
                    case $each in
                    store|sessions|journals|locks|by-ssh|.mutex|'*'|'.[!.]*') ;;
                    *) echo "stray=$each" ;;
                    esac
                done
                [ "$(id -u)" = 0 ] || find . ! -user "$(id -u)" 2>/dev/null | sed 's/^/foreign=/'
                true
                """;

        /**
         * Looks.
         *
         * @throws dev.cdctl.model.Failure unreachable, when the computer is
         */
        List<Finding> look() {
            Instant before = Instant.now();
            List<String> lines = told(state, SCRIPT);
            List<Finding> findings = new ArrayList<>();
            findings.add(form(lines));
            findings.add(work(lines));
            left(lines).ifPresent(findings::add);
            warned(lines, "stray", "what cdctl did not make", "see what it is, and move it away")
                    .ifPresent(findings::add);
            warned(lines, "foreign", "what belongs to another user", "have one user of that computer keep the state")
                    .ifPresent(findings::add);
            clock(lines, before, Instant.now()).ifPresent(findings::add);
            return findings;
        }

        private Finding form(List<String> lines) {
            String form = all(lines, "form").stream().findFirst().orElse(FORM);
            String remedy = "use the newest cdctl that has worked with it";
            if (!form.equals(FORM)) {
                return Finding.wrong(ABOUT, "its form is " + form + ", and " + FORM + " is known here", remedy);
            }
            List<String> other = all(lines, "other");
            return other.isEmpty()
                    ? Finding.ok(ABOUT, "its form is " + FORM + ", which this cdctl knows")
                    : Finding.wrong(
                            ABOUT,
                            "damaged, or of a newer form: " + some(other),
                            remedy + ", or put the file back from a backup");
        }

        private static Finding work(List<String> lines) {
            int commands = all(lines, "alive").size();
            return Finding.ok(
                    ABOUT,
                    switch (commands) {
                        case 0 -> "no command works with it now";
                        case 1 -> "one command works with it now";
                        default -> commands + " commands work with it now";
                    });
        }

        /** What a command that lives has open is no remainder. */
        private static Optional<Finding> left(List<String> lines) {
            return all(lines, "alive").isEmpty()
                    ? warned(
                            lines,
                            "left",
                            "what commands left that were killed",
                            "nothing: the next command that writes there completes or removes it")
                    : Optional.empty();
        }

        private static Optional<Finding> warned(List<String> lines, String name, String what, String remedy) {
            List<String> found = all(lines, name);
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Finding.warning(ABOUT, what + ": " + some(found), remedy));
        }

        /** It told whole seconds, at some instant between the two. */
        private static Optional<Finding> clock(List<String> lines, Instant before, Instant after) {
            Optional<Long> told = all(lines, "clock").stream()
                    .filter(text -> text.matches("[0-9]{1,12}"))
                    .map(Long::valueOf)
                    .findFirst();
            if (told.isEmpty()) {
                return Optional.empty();
            }
            Duration ahead = Duration.between(after, Instant.ofEpochSecond(told.get()));
            Duration behind = Duration.between(Instant.ofEpochSecond(told.get() + 1), before);
            boolean late = behind.compareTo(ahead) > 0;
            Duration off = late ? behind : ahead;
            if (off.compareTo(LATE) <= 0) {
                return Optional.of(Finding.ok(ABOUT, "its clock and this machine's agree"));
            }
            String seconds = String.format(Locale.ROOT, "%.1f s", off.toMillis() / 1000.0);
            return Optional.of(Finding.warning(
                    ABOUT,
                    "its clock is " + seconds + (late ? " behind" : " ahead of") + " this machine's",
                    "have both follow one time: apt-get install chrony on the one that is wrong"));
        }

        private static String some(List<String> all) {
            String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
            return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
        }
    }
}
