package dev.cdctl.cli.server;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The files by which a job hands its results on. Outside of CI none is written.
 *
 * @param folder cdctl's own folder beside pipeline.yaml
 * @param warn is told what could not be handed on
 */
public record Handover(Server server, Map<String, String> variables, Path folder, Consumer<Problem> warn) {
    private static final String DOTENV = "ci.env";
    private static final String PROPERTIES = "ci.properties";

    /** Hands on what a command came to; {@code document} has no secrets any more. */
    public void succeeded(Json.Obj document) {
        Facts facts = Facts.of(document);
        if (facts.values().isEmpty()) {
            return;
        }
        switch (server) {
            case GITHUB -> {
                outputs(facts);
                append("GITHUB_STEP_SUMMARY", Summary.of(document, facts));
            }
            case GITLAB -> keyValues(DOTENV, facts);
            case JENKINS -> keyValues(PROPERTIES, facts);
            default -> {}
        }
    }

    /** Hands on nothing but that it failed: what an earlier command left is not what is so now. */
    public void failed(Json.Obj document) {
        switch (server) {
            case GITHUB -> append("GITHUB_STEP_SUMMARY", Summary.ofFailure(document));
            case GITLAB -> forget(DOTENV);
            case JENKINS -> forget(PROPERTIES);
            default -> {}
        }
    }

    /** The end of each value is a line that nobody can foresee, so no value can end itself and begin another. */
    private void outputs(Facts facts) {
        StringBuilder text = new StringBuilder();
        facts.values().forEach((name, value) -> {
            String end = "end_" + UUID.randomUUID();
            text.append(name).append("<<").append(end).append('\n');
            text.append(value).append('\n').append(end).append('\n');
        });
        append("GITHUB_OUTPUT", text.toString());
    }

    private void append(String variable, String text) {
        Optional<String> file = Optional.ofNullable(variables.get(variable)).filter(path -> !path.isBlank());
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(Path.of(file.get()), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            unwritable(file.get(), e);
        }
    }

    private void keyValues(String name, Facts facts) {
        KeyValueFile file = KeyValueFile.of(facts.upper());
        try {
            Files.createDirectories(folder);
            WholeFile.at(folder.resolve(name)).write(file.text());
        } catch (IOException e) {
            unwritable(folder.resolve(name).toString(), e);
            return;
        }
        if (!file.leftOut().isEmpty()) {
            warn.accept(Problem.of("CD-851", "left out of " + folder.resolve(name) + ": " + names(file.leftOut()))
                    .because("the file takes 12 values of plain ASCII, and less than 5 KB")
                    .remedy("read them from --result-file"));
        }
    }

    private void forget(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            unwritable(folder.resolve(name).toString(), e);
        }
    }

    private void unwritable(String file, IOException e) {
        warn.accept(Problem.of("CD-852", "the CI server's file " + file + " could not be written")
                .because(String.valueOf(e.getMessage()))
                .remedy("the command itself was done; make the file writable for later jobs to get its values"));
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }
}
