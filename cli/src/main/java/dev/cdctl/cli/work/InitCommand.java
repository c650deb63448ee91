package dev.cdctl.cli.work;

import dev.cdctl.cli.ci.CiServer;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.language.Init;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.wiring.folder.OwnFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code init}: a pipeline.yaml for the repository in the current folder. */
final class InitCommand implements Command {
    private static final String SCHEMA = ".cdctl/schema.json";
    private static final Option CI = Option.value("--ci", "SERVER", "Write the file of this CI server too")
            .choices("gitlab", "jenkins", "github");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Looks for pom.xml, package.json and Dockerfile, and writes a pipeline.yaml that has no problem.",
                        "With --ci it writes the CI server's file too, for the pipeline.yaml that is there or was just written:"
                                + " a job for each stage and each environment.",
                        "A file that is there already is left alone.")
                .with(CI)
                .example("cdctl init")
                .example("cdctl init --ci gitlab");
    }

    @Override
    public Answer run(Invocation invocation) {
        invocation.store().ifPresent(InitCommand::refuseStore);
        Path file = invocation.folder().resolve(invocation.file());
        Optional<CiServer> server = invocation.value(CI).map(CiServer::of);
        List<String> written = new ArrayList<>();
        if (server.isEmpty() || !Files.exists(file)) {
            refuseIfThere(file, "cdctl validate tells what is wrong in it; delete it to begin anew");
            server.ifPresent(ci -> refuseIfThere(ciFile(invocation, ci), "delete it to begin anew"));
            OwnFolder.in(invocation.folder());
            write(file, new Init(invocation.folder()).text(SCHEMA));
            write(invocation.folder().resolve(SCHEMA), JsonText.pretty(PipelineFile.schema()) + "\n");
            written.add(invocation.file().toString());
        }
        server.ifPresent(ci -> {
            refuseIfThere(ciFile(invocation, ci), "delete it to begin anew");
            write(ciFile(invocation, ci), ci.text(Opening.cdctl(invocation)));
            written.add(ci.file());
        });
        return new Answer(
                "init",
                Json.object()
                        .put("file", file.toString())
                        .put("written", Json.ofTexts(written))
                        .build(),
                List.of(
                        "wrote " + String.join(" and ", written),
                        "look through it, then: cdctl plan, and cdctl run",
                        "(.cdctl/ is cdctl's own folder; git ignores it)"));
    }

    private static void refuseStore(String address) {
        throw Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-802", "'" + address + "' is not a value of --file here")
                        .because("cdctl init writes a file, and a store has what was deployed")
                        .remedy("cdctl init -f pipeline.yaml"));
    }

    private static Path ciFile(Invocation invocation, CiServer server) {
        Path file = invocation.folder().resolve(invocation.file()).toAbsolutePath();
        return Objects.requireNonNull(file.getParent()).resolve(server.file());
    }

    private static void refuseIfThere(Path file, String remedy) {
        if (Files.exists(file)) {
            throw Failure.refused(Problem.of("CD-823", file.getFileName() + " is there already")
                    .remedy(remedy));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            if (!WholeFile.at(file).writeNew(text) && !file.endsWith(SCHEMA)) {
                refuseIfThere(file, "delete it to begin anew");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
