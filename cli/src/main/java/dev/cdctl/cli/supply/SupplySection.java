package dev.cdctl.cli.supply;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.command.option.Option;
import java.util.List;
import java.util.Optional;

/** What others can check of a release: signatures, provenance, bills of materials. */
public final class SupplySection implements Section {
    static final Option RELEASE =
            Option.value("--release", "VERSION", "A pushed release, by version or digest, instead of the packaged one");

    @Override
    public String title() {
        return "Supply chain";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("verify-artifact", "Checks the bytes, signatures and provenance of a pushed release"),
                Entry.of("sign-artifact", "Signs a release that was pushed before"),
                Entry.of("evidence", "Shows or writes what lies beside a pushed release, for other tools"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "verify-artifact" -> Optional.of(new VerifyArtifactCommand());
            case "sign-artifact" -> Optional.of(new SignArtifactCommand());
            case "evidence" -> Optional.of(new EvidenceCommand());
            default -> Optional.empty();
        };
    }
}
