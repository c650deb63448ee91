package dev.cdctl.doctor;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.StateHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What lies in the folder of a shared state: of which form it is, who works with it, and what does not belong there. */
record StateContent(StateHost state) {
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
                case $each in store|sessions|journals|locks|by-ssh|.mutex|'*'|'.[!.]*') ;; *) echo "stray=$each" ;; esac
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
        List<String> lines = state.shell()
                .run(HostShell.Command.of(SCRIPT, state.folder()))
                .output()
                .lines()
                .toList();
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
            return Finding.wrong(StateCheck.ABOUT, "its form is " + form + ", and " + FORM + " is known here", remedy);
        }
        List<String> other = all(lines, "other");
        return other.isEmpty()
                ? Finding.ok(StateCheck.ABOUT, "its form is " + FORM + ", which this cdctl knows")
                : Finding.wrong(
                        StateCheck.ABOUT,
                        "damaged, or of a newer form: " + some(other),
                        remedy + ", or put the file back from a backup");
    }

    private static Finding work(List<String> lines) {
        int commands = all(lines, "alive").size();
        return Finding.ok(
                StateCheck.ABOUT,
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
                : Optional.of(Finding.warning(StateCheck.ABOUT, what + ": " + some(found), remedy));
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
            return Optional.of(Finding.ok(StateCheck.ABOUT, "its clock and this machine's agree"));
        }
        String seconds = String.format(Locale.ROOT, "%.1f s", off.toMillis() / 1000.0);
        return Optional.of(Finding.warning(
                StateCheck.ABOUT,
                "its clock is " + seconds + (late ? " behind" : " ahead of") + " this machine's",
                "have both follow one time: apt-get install chrony on the one that is wrong"));
    }

    private static String some(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
    }

    private static List<String> all(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
