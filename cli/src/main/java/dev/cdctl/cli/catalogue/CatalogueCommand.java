package dev.cdctl.cli.catalogue;

import dev.cdctl.Stores;
import dev.cdctl.catalogue.Catalogue;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.StoreAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code catalogue}: every service of a store. */
public final class CatalogueCommand implements Command {
    private static final Option STATE = Option.value(
            "--state", "URL", "The store, such as ssh://deploy@host/srv/cdctl; that of the pipeline unless given");
    private static final Option HTML =
            Option.value("--html", "FILE", "Write a page for browsers to this file instead, which needs nothing else");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Each environment of each service with its addresses, what is live, who deployed what last, and"
                                + " how it is now: its proxy is asked, all at the same time, two seconds at most.",
                        "It needs no pipeline.yaml: with --state the address of the store is enough. Without both it"
                                + " shows what the user's own state folder has.",
                        "With -e only the environment of that name is shown of each service. Nothing is changed, and the exit"
                                + " code is 0 however the services are; it is 4 when a store could not be asked, which is"
                                + " then named beside what the others have.")
                .with(STATE, HTML)
                .example("cdctl catalogue")
                .example("cdctl catalogue --state ssh://deploy@web1/srv/cdctl -o json")
                .example("cdctl catalogue --html services.html");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Catalogue catalogue = catalogue(invocation);
        List<ListedService> services = catalogue.services(invocation.environment());
        List<Problem> unreadable = catalogue.unreadable().stream()
                .flatMap(failure -> failure.problems().stream())
                .toList();
        CatalogueText text = new CatalogueText(services, unreadable);
        Optional<String> file = invocation.value(HTML);
        file.ifPresent(name ->
                write(invocation.folder().resolve(name), new CataloguePage(services, unreadable, Instant.now())));
        List<String> lines = file.map(name -> List.of("wrote " + name + ": " + text.summary()))
                .orElseGet(text::lines);
        List<Problem> unreachable = catalogue.unreadable().stream()
                .filter(failure -> failure.kind() == Failure.Kind.UNREACHABLE)
                .flatMap(failure -> failure.problems().stream())
                .toList();
        return unreachable.isEmpty()
                ? new Answer("catalogue", text.json(), lines)
                : new Answer("catalogue", text.json(), lines, ExitCode.UNREACHABLE, unreachable);
    }

    private static Catalogue catalogue(Invocation invocation) {
        Setting setting = Opening.setting(invocation);
        Stores stores = new Stores(setting);
        Optional<String> url = invocation.value(STATE).or(() -> setting.store().map(StoreAddress::url));
        if (url.isEmpty()) {
            return stores.catalogue(invocation.value(GlobalOptions.FILE).isPresent(), invocation.environment());
        }
        try {
            return stores.catalogue(url.get(), invocation.folder());
        } catch (IllegalArgumentException e) {
            throw Failure.of(
                            Failure.Kind.USAGE,
                            Problem.of("CD-802", "'" + url.get() + "' is not a value of " + STATE.name())
                                    .because(STATE.name() + " takes the address of a store: " + e.getMessage()))
                    .causedBy(e);
        }
    }

    private static void write(Path file, CataloguePage page) {
        try {
            WholeFile.at(file).write(page.text());
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-863", "the page " + file + " cannot be written")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("name a file in a folder that you may write to"))
                    .causedBy(e);
        }
    }
}
