package dev.cdctl.language;

import dev.cdctl.model.Failure;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The names that a pipeline.yaml gives, for the completion of command lines: read quickly, from a file with problems too,
 * and none when it cannot be read.
 *
 * @param stages scripts, and what else can be run by name
 */
public record PipelineNames(List<String> environments, List<String> stages, List<String> roles) {
    private static final long LARGEST = 1024L * 1024;

    /** Copies the lists. */
    public PipelineNames {
        environments = List.copyOf(environments);
        stages = List.copyOf(stages);
        roles = List.copyOf(roles);
    }

    /** The names in that file. */
    public static PipelineNames of(Path file) {
        try {
            if (Files.size(file) <= LARGEST
                    && YamlText.read(file.toString(), Files.readString(file)) instanceof Node.Mapping mapping) {
                return of(mapping);
            }
        } catch (IOException | Failure e) {
            return new PipelineNames(List.of(), List.of(), List.of());
        }
        return new PipelineNames(List.of(), List.of(), List.of());
    }

    private static PipelineNames of(Node.Mapping file) {
        Stream<String> stamp = names(file, "version").contains("stamp") ? Stream.of("version-stamp") : Stream.of();
        Stream<String> archives = file.find("package").isPresent() ? Stream.of("package", "push") : Stream.of();
        List<String> roles = file.find("run").map(Node.Entry::value).stream()
                .flatMap(run -> names(run, "roles").stream())
                .toList();
        return new PipelineNames(
                names(file, "environments"),
                Stream.of(stamp, names(file, "stages").stream(), archives)
                        .flatMap(name -> name)
                        .toList(),
                roles);
    }

    private static List<String> names(Node block, String key) {
        return block instanceof Node.Mapping mapping
                        && mapping.find(key).map(Node.Entry::value).orElse(block) instanceof Node.Mapping named
                        && named != mapping
                ? named.entries().stream().map(Node.Entry::name).toList()
                : List.of();
    }
}
