package dev.cdctl;

import dev.cdctl.catalogue.Catalogue;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.StateUrl;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What all services have in one place: the stores where their state is kept. */
public final class Stores {
    /** The records of a store are the same whichever environment it is opened for. */
    private static final Name ANY = new Name("any");

    private final Setting setting;
    private final Shells shells = new Shells();

    /** For whoever works there; no pipeline.yaml is needed. */
    public Stores(Setting setting) {
        this.setting = setting;
    }

    /**
     * The services of the store of that address.
     *
     * @param folder what a path in it is relative to
     * @throws IllegalArgumentException when it is no address of a store
     */
    public Catalogue catalogue(String url, Path folder) {
        Optional<String> parsed = Optional.of(StateUrl.parse(url));
        return catalogue(List.of(() -> store(parsed, folder)));
    }

    /**
     * The services of the stores of the pipeline; of the user's own state folder, where there is none.
     *
     * @param needed whether there must be one
     * @param environment the only one that is wanted; stores are not asked that the pipeline has for others only
     */
    public Catalogue catalogue(boolean needed, Optional<Name> environment) {
        Path folder = Objects.requireNonNull(setting.file().toAbsolutePath().getParent());
        if (!needed && !Files.exists(setting.file())) {
            return catalogue(List.of(() -> store(Optional.empty(), folder)));
        }
        List<EnvironmentSpec> all = Cdctl.open(setting).pipeline().environments();
        List<EnvironmentSpec> wanted = all.stream()
                .filter(spec -> environment.filter(spec.name()::equals).isPresent())
                .toList();
        List<Supplier<Store>> stores = new ArrayList<>();
        (wanted.isEmpty() ? all : wanted)
                .stream().map(EnvironmentSpec::state).distinct().forEach(url -> stores.add(() -> store(url, folder)));
        return catalogue(stores);
    }

    private Catalogue catalogue(List<Supplier<Store>> stores) {
        return new Catalogue(stores, Callers.of(setting.variables()).host());
    }

    private Store store(Optional<String> url, Path folder) {
        String computer = Callers.of(setting.variables()).host();
        StateFolder state = StateFolder.of(url, folder, setting.variables());
        return Kept.raw(setting.keeping(url, state, shells, computer), ANY, ANY).store();
    }
}
