package dev.cdctl.cli.work;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import java.util.List;
import java.util.Optional;

/** From the working copy to a pushed release. */
public final class WorkSection implements Section {
    @Override
    public String title() {
        return "Pipeline";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("init", "Looks at the repository and writes a pipeline.yaml for it"),
                Entry.of("validate", "Finds every problem of pipeline.yaml"),
                Entry.of("plan", "Shows what run would do, and does nothing"),
                Entry.of("run", "Runs stages, or everything up to an environment"),
                Entry.of("version", "Tells the version of what is in the working copy"),
                Entry.of("version-stamp", "Writes the version into the sources"),
                Entry.of("build", "Runs the stage build"),
                Entry.of("test", "Runs the stage test"),
                Entry.of("package", "Makes the archives of the release"),
                Entry.of("push", "Pushes the release, once"),
                Entry.of("config", "Shows every value of the pipeline, and where it comes from"),
                Entry.of("schema", "Prints the JSON Schema of pipeline.yaml, or of what -o json answers"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "init" -> Optional.of(new InitCommand());
            case "validate" -> Optional.of(new ValidateCommand());
            case "plan" -> Optional.of(new PlanCommand());
            case "run" -> Optional.of(new RunCommand());
            case "version" -> Optional.of(new VersionCommand());
            case "version-stamp" -> Optional.of(new VersionStampCommand());
            case "build", "test", "package", "push" -> Optional.of(new StageCommand(path));
            case "config" -> Optional.of(new ConfigCommand());
            case "schema" -> Optional.of(new SchemaCommand());
            default -> Optional.empty();
        };
    }
}
