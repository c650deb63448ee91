package dev.cdctl.cli.supply;

import dev.cdctl.Cdctl;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code evidence}: what lies beside a release, in files that other tools read. */
final class EvidenceCommand implements Command {
    private static final Option INTO =
            Option.value("--into", "FOLDER", "Write the files into this folder, which is made when it is not there");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Bills of materials are CycloneDX (.cdx.json); signatures, provenance and bills are in-toto"
                                + " statements in DSSE envelopes (.intoto.json), or statements alone when they are not signed.",
                        "Without --into only the names are listed.")
                .with(SupplySection.RELEASE, INTO)
                .example("cdctl evidence --release 1.4.2")
                .example("cdctl evidence --release 1.4.2 --into evidence");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        ReleaseManifest manifest = cdctl.release(invocation.value(SupplySection.RELEASE));
        Map<String, String> documents = cdctl.attested().documents(manifest);
        Optional<Path> folder = invocation.value(INTO).map(invocation.folder()::resolve);
        folder.ifPresent(into -> documents.forEach((name, text) -> write(into.resolve(name), text)));
        List<String> names = List.copyOf(documents.keySet());
        Json.Obj result = Json.object()
                .put("version", manifest.version().text())
                .put("digest", manifest.release().digest().toString())
                .put("folder", folder)
                .put("files", Json.ofTexts(names))
                .build();
        return new Answer("evidence", result, names);
    }

    private static void write(Path file, String text) {
        try {
            WholeFile.at(file).write(text);
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-768", file + " cannot be written")
                            .because(String.valueOf(e))
                            .remedy("look at the free space and the permissions of the folder"))
                    .causedBy(e);
        }
    }
}
