package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.HostShell.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is done on nginx's computer: each time one script, so that it is one round trip. */
record Scripts(HostShell shell, Program program, Place place) {
    /** Longer than a reload may take, the wait for the lock, and putting things back. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What each environment adds to it where several are put in place at once. */
    private static final Duration EACH = Duration.ofMillis(500);

    private static final byte[] NOTHING = {};

    /** Tells what an environment gets; {@link Answers} has what else can come of it. */
    Answers look() {
        return run(script("look"), NOTHING, List.of());
    }

    /** @param files that are tried out, and not left there */
    Answers check(NewFiles files, List<String> arguments) {
        return run(script("install", "check"), files.bytes(), plus(arguments, files));
    }

    /** @param files an empty one goes away */
    Answers apply(NewFiles files, List<String> arguments) {
        return run(script("install", "flags", "apply"), files.bytes(), plus(arguments, files));
    }

    Answers reload(NewFiles files, List<String> arguments) {
        return run(script("install", "reload"), files.bytes(), plus(arguments, files));
    }

    /** With the digest by which the script sees that the files are there already. */
    private static List<String> plus(List<String> arguments, NewFiles files) {
        List<String> all = new ArrayList<>(arguments);
        all.add(files.digest());
        return all;
    }

    /** Makes the folder with the first files; without any where a decision makes them. */
    Answers init(Optional<NewFiles> files) {
        return run(
                script("install", "init"),
                files.map(NewFiles::bytes).orElse(NOTHING),
                List.of(files.map(NewFiles::digest).orElse("")));
    }

    /** Puts the files of several environments in place. */
    Answers ready(byte[] input, int environments) {
        return run(
                script("install", "flags", "ready"), input, List.of(), DEADLINE.plus(EACH.multipliedBy(environments)));
    }

    Answers remove() {
        return run(script("install", "remove"), NOTHING, List.of());
    }

    Answers lookReloaded() {
        return run(script("look-reloaded"), NOTHING, List.of());
    }

    private Answers run(String script, byte[] input, List<String> own) {
        return run(script, input, own, DEADLINE);
    }

    private Answers run(String script, byte[] input, List<String> own, Duration deadline) {
        List<String> arguments = new ArrayList<>(List.of(
                program.command(),
                program.container().orElse(""),
                place.folder(),
                place.state(),
                String.join(" ", place.files()),
                program.user().orElse("")));
        arguments.addAll(own);
        return new Answers(place, shell.describe(), shell.run(new Command(script, arguments, input, deadline)));
    }

    /** What all begin with, then these parts in a row: the one that does it, after those that it needs. */
    private static String script(String... parts) {
        StringBuilder script = new StringBuilder(text("common"));
        for (String part : parts) {
            script.append(text(part));
        }
        return script.toString();
    }

    static String text(String name) {
        try (InputStream stream = Objects.requireNonNull(Scripts.class.getResourceAsStream(name + ".sh"), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
