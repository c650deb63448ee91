package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.HostShell.Command;
import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is done on nginx's computer: each time one script, so that it is one round trip. */
record Scripts(HostShell shell, Program program, Place place) {
    /** Longer than a reload may take, the wait for the lock, and putting things back. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Tells what an environment gets; {@link Answers} has what else can come of it. */
    Answers look() {
        return run("look", new byte[0], List.of());
    }

    Answers check(int port, String serves, String inside) {
        return run("check", new byte[0], List.of(Integer.toString(port), serves, inside));
    }

    /** @param files the new files by their names; an empty one goes away */
    Answers apply(Map<String, String> files, List<String> arguments) {
        return run("apply", bytes(files), plus(arguments, bytes(files)));
    }

    Answers reload(Map<String, String> files, List<String> arguments) {
        return run("reload", bytes(files), plus(arguments, bytes(files)));
    }

    /** With the digest by which the script sees that the files are there already. */
    private static List<String> plus(List<String> arguments, byte[] files) {
        List<String> all = new ArrayList<>(arguments);
        all.add(Digest.of(files).hex());
        return all;
    }

    private static byte[] bytes(Map<String, String> files) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        files.forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            input.writeBytes((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            input.writeBytes(bytes);
        });
        return input.toByteArray();
    }

    Answers remove() {
        return run("remove", new byte[0], List.of());
    }

    Answers lookReloaded() {
        return run("look-reloaded", new byte[0], List.of());
    }

    private Answers run(String name, byte[] input, List<String> own) {
        List<String> arguments = new ArrayList<>(List.of(
                program.command(),
                program.container().orElse(""),
                place.folder(),
                place.state(),
                String.join(" ", place.files()),
                program.user().orElse("")));
        arguments.addAll(own);
        String script = text("common") + text("install") + text(name);
        return new Answers(place, shell.describe(), shell.run(new Command(script, arguments, input, DEADLINE)));
    }

    static String text(String name) {
        try (InputStream stream = Objects.requireNonNull(Scripts.class.getResourceAsStream(name + ".sh"), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
