package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.HostShell.Command;
import dev.cdctl.host.HostShell.Ran;
import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The folder and the process of one HAProxy, through the shell of its computer. */
final class Remote {
    private static final Duration LOOKING = Duration.ofSeconds(20);
    /** Two reloads that each take their minute, after a wait for the lock. */
    private static final Duration CHANGING = Duration.ofMinutes(3);

    private final HostShell shell;
    private final HaproxyRouterSpec.Site site;
    private final HaproxyProblems problems;

    /**
     * What is to be so.
     *
     * @param placements every environment
     * @param commands what the process is told, and what it is asked then; empty when it is told nothing
     * @param gone the file of an environment that goes; empty when none does
     * @param early what a process is told before a reload replaces it
     */
    record Change(Collection<Placement> placements, String commands, String reading, String gone, Early early) {
        Change(Collection<Placement> placements, String commands, String reading, String gone) {
            this(placements, commands, reading, gone, Early.NOTHING);
        }
    }

    /**
     * Commands to a process that a reload is going to replace: afterwards nothing reaches it any more.
     *
     * @param back what takes them back, when the reload does not come about
     */
    record Early(String commands, String back) {
        static final Early NOTHING = new Early("", "");
    }

    Remote(HostShell shell, HaproxyRouterSpec.Site site) {
        this.shell = shell;
        this.site = site;
        this.problems = new HaproxyProblems(site, shell.describe());
    }

    HaproxyProblems problems() {
        return problems;
    }

    HaproxyRouterSpec.Site site() {
        return site;
    }

    /** Whether that is the same HAProxy. */
    boolean isOf(Remote other) {
        return shell.equals(other.shell) && site.equals(other.site);
    }

    /** Looks at all of it. */
    Look look() {
        Ran ran =
                shell.run(Command.of(Scripts.LOOK, site.folder(), site.socket()).within(LOOKING));
        if (ran.exit() == Scripts.NO_TOOL) {
            throw problems.noTool();
        }
        return Look.parse(ran.output());
    }

    /** Makes the folder. */
    void makeFolder() {
        Ran ran = shell.run(Command.of("umask 027; mkdir -p \"$1\"", site.folder()));
        if (!ran.isGood()) {
            throw problems.noFolder(ran.errors());
        }
    }

    /** Writes the generated files anew from those of the environments. */
    void refresh() {
        Look look = look();
        Change change = new Change(look.placements(problems).values(), "", "show info", "");
        try {
            change(look, change);
        } catch (Failure e) {
            // Before HAProxy is started with the folder, files are all that there can be.
            if (!HaproxyProblems.isNotRunning(e)) {
                throw e;
            }
        }
    }

    /** Asks the process; empty text when it does not run. */
    String ask(String commands) {
        return shell.run(Command.of(Scripts.ASK, site.socket(), commands).within(LOOKING))
                .output();
    }

    /** The same with what {@link Counters} reads; empty when it did not answer. */
    Optional<String> count() {
        Ran ran = shell.run(
                Command.of(Scripts.COUNT, site.socket(), Counters.QUESTION).within(LOOKING));
        return Optional.of(ran).filter(Ran::isGood).map(Ran::output);
    }

    /**
     * Changes files and process.
     *
     * @return what was read back; empty when the folder was changed since that look
     * @throws Failure when it was not done, with what was put back
     */
    Optional<String> change(Look look, Change change) {
        Configuration configuration = new Configuration(site.folder(), java.util.List.copyOf(change.placements()));
        boolean reloads = look.isRunning() && !look.has(configuration.revision());
        Ran ran = shell.run(Command.of(
                        Scripts.APPLY,
                        site.folder(),
                        site.socket(),
                        look.sum(),
                        site.config(),
                        site.reload(),
                        reloads ? configuration.revision() : "",
                        change.commands(),
                        change.reading(),
                        change.gone(),
                        reloads ? change.early().commands() : "",
                        change.early().back())
                .reading(bundle(configuration))
                .within(CHANGING));
        return switch (ran.exit()) {
            case 0 -> Optional.of(ran.output());
            case Scripts.CHANGED -> Optional.empty();
            case Scripts.NO_FOLDER -> throw problems.noFolder(ran.errors());
            case Scripts.BUSY -> throw problems.busy();
            case Scripts.INVALID -> throw problems.invalid(ran.errors());
            case Scripts.PUT_BACK -> throw problems.putBack(ran.errors());
            case Scripts.STUCK -> throw problems.stuck(ran.errors());
            case Scripts.NOT_RUNNING -> throw problems.notRunning();
            case Scripts.NO_TOOL -> throw problems.noTool();
            default -> throw problems.failed(ran);
        };
    }

    /**
     * Has HAProxy try a configuration out, without a change of files or process.
     *
     * @throws Failure failed, when it is refused
     */
    void tryOut(Configuration configuration) {
        Ran ran = shell.run(Command.of(Scripts.TRY, site.folder(), site.config())
                .reading(bundle(configuration))
                .within(LOOKING));
        if (ran.exit() == Scripts.INVALID) {
            throw problems.invalid(ran.errors());
        }
        if (!ran.isGood()) {
            throw problems.failed(ran);
        }
    }

    /**
     * Has the process follow another decision where nothing else changes.
     *
     * @return what was read back; empty when it is to be done by {@link #change}, which says what is wrong
     */
    Optional<String> flip(Placement before, Placement next) {
        Commands commands = new Commands(site.folder(), next);
        Ran ran = shell.run(Command.of(
                        Scripts.FLIP,
                        site.folder(),
                        site.socket(),
                        Configuration.file(next.key()),
                        next.key(),
                        next.entry().toString(),
                        commands.setting(true) + "; " + commands.reading())
                .reading(before.line().strip() + "\n" + next.line().strip() + "\n")
                .within(LOOKING));
        return Optional.of(ran.output())
                .filter(answer -> ran.isGood() && commands.wrong(answer).isEmpty());
    }

    private static String bundle(Configuration configuration) {
        Map<String, String> files = new TreeMap<>();
        configuration.placements().forEach(one -> files.put(Configuration.file(one.key()), one.line()));
        files.put(Configuration.MAP, configuration.entries());
        files.put(Configuration.FILE, configuration.text());
        StringBuilder text = new StringBuilder();
        files.forEach((name, content) -> {
            text.append('>').append(name).append('\n');
            content.lines().forEach(line -> text.append('|').append(line).append('\n'));
        });
        return text.toString();
    }
}
