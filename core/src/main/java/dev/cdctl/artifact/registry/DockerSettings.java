package dev.cdctl.artifact.registry;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The user's Docker configuration: {@code config.json} in {@code $DOCKER_CONFIG}, or in {@code .docker} of the home. It
 * is only read; {@code docker login} and {@code docker context use} write it.
 *
 * @param json what it says; empty when there is none
 */
public record DockerSettings(Path folder, Json.Obj json) {
    /**
     * The configuration of the user with these environment variables.
     *
     * @throws Failure failed, when it cannot be read
     */
    public static DockerSettings of(Map<String, String> variables) {
        Path home = Path.of(Optional.ofNullable(variables.get("HOME")).orElse(System.getProperty("user.home", "/")));
        Path folder = Optional.ofNullable(variables.get("DOCKER_CONFIG"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElse(home.resolve(".docker"));
        Path file = folder.resolve("config.json");
        try {
            return new DockerSettings(folder, JsonText.readObject(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return new DockerSettings(folder, Json.object().build());
        } catch (IOException | JsonException e) {
            // The reason of a parser may quote the file, which holds passwords.
            String why = e instanceof IOException ? e.toString() : "it is not JSON";
            throw Failure.failed(Problem.of("CD-487", "the Docker configuration " + file + " cannot be read")
                            .because(why)
                            .remedy("mend it, or name another folder in DOCKER_CONFIG"))
                    .causedBy(new IOException(why));
        }
    }
}
