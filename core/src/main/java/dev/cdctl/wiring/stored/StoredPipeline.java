package dev.cdctl.wiring.stored;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.StateUrl;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.language.Pipeline;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.language.Written;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.wiring.Callers;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import dev.cdctl.wiring.kept.StoreAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The pipeline of a service as its store has it: that by which an environment was decided last. */
public final class StoredPipeline {
    /** The records of a store are the same whichever environment it is opened for. */
    private static final Name ANY = new Name("any");
    /** Somebody may decide between a look at the listing and one at the text. */
    private static final int LOOKS = 3;

    private final Setting setting;
    private final StoreAddress address;
    private final Store store;
    private final Path folder;
    private final StoredProblems problems;

    private StoredPipeline(Setting setting, StoreAddress address, Path folder, Store store) {
        this.setting = setting;
        this.address = address;
        this.folder = folder;
        this.store = store;
        this.problems = new StoredProblems(address, setting.command());
    }

    /**
     * Reads it. It has the environments that the store has, each with its state there.
     *
     * @throws Failure usage, when the address does not say which one is meant, or there is none of that name; refused,
     *     when the store has none; invalid, with all problems of it
     */
    public static Pipeline read(Setting setting, StoreAddress address) {
        Path folder = Objects.requireNonNull(setting.file().toAbsolutePath().getParent());
        Optional<String> url = Optional.of(address.url());
        StateFolder state = StateFolder.of(url, folder, setting.variables());
        String computer = Callers.of(setting.variables()).host();
        try (Shells shells = new Shells()) {
            Store store = Kept.raw(setting.keeping(url, state, shells, computer), ANY, ANY)
                    .store();
            return new StoredPipeline(setting, address, folder, store).read();
        }
    }

    private Pipeline read() {
        Listed listed = Listed.of(store);
        Name service = address.service().orElseGet(() -> only(listed));
        List<Name> environments = listed.environments(service);
        if (environments.isEmpty()) {
            throw listed.moved(store, service, address)
                    .map(problems::moved)
                    .orElseGet(() -> problems.noService(service, listed.services()));
        }
        address.environment().filter(name -> !environments.contains(name)).ifPresent(name -> {
            throw listed.moved(store, service, address)
                    .map(problems::moved)
                    .orElseGet(() -> problems.noEnvironment(service, name, environments));
        });
        Name chosen = address.environment().orElseGet(() -> alike(service, environments));
        return here(parsed(service, chosen), environments);
    }

    private Name only(Listed listed) {
        List<Name> services = listed.services();
        if (services.isEmpty()) {
            throw problems.empty();
        }
        if (services.size() > 1) {
            throw problems.severalServices(services);
        }
        return services.get(0);
    }

    /** Any of them, when all were decided by the same. */
    private Name alike(Name service, List<Name> environments) {
        Set<Optional<Digest>> digests =
                environments.stream().map(name -> digest(service, name)).collect(Collectors.toSet());
        if (digests.size() > 1) {
            throw problems.severalEnvironments(service, environments);
        }
        return environments.get(0);
    }

    private Optional<Digest> digest(Name service, Name environment) {
        return Listing.read(store, Listing.key(service, environment)).flatMap(Listing::pipeline);
    }

    private Pipeline parsed(Name service, Name environment) {
        PipelineText text = text(service, environment);
        Written written =
                new Written(folder.resolve(text.file()), address.of(service).toString(), text.text());
        Pipeline pipeline = PipelineFile.parse(written, setting.variables(), setting.reserved());
        boolean isOfIt = pipeline.service().equals(service)
                && pipeline.environments().stream().anyMatch(spec -> spec.name().equals(environment));
        if (!isOfIt) {
            throw problems.foreign(PipelineText.key(service, environment));
        }
        return pipeline;
    }

    /** The one that the listing was written with: an older cdctl leaves a text that it does not know. */
    private PipelineText text(Name service, Name environment) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Digest> digest = digest(service, environment);
            if (digest.isEmpty()) {
                break;
            }
            Optional<PipelineText> text = PipelineText.read(store, service, environment)
                    .filter(found -> found.digest().equals(digest.get()));
            if (text.isPresent()) {
                return text.get();
            }
        }
        throw problems.notRecorded(service, environment);
    }

    private Pipeline here(Pipeline pipeline, List<Name> environments) {
        return pipeline.with(pipeline.environments().stream()
                .filter(spec -> environments.contains(spec.name()))
                .map(spec -> here(pipeline, spec))
                .toList());
    }

    /** The store that was named counts: it may be reached in another way from here, or be a copy of that one. */
    private EnvironmentSpec here(Pipeline pipeline, EnvironmentSpec spec) {
        if (address.isOf(spec.state(), folder, setting.variables())) {
            return spec;
        }
        if (address.environment().filter(name -> !name.equals(spec.name())).isEmpty()) {
            setting.listener().on(new Event.Warning(problems.elsewhere(pipeline.service(), spec)));
        }
        return StateUrl.move(spec, address.url());
    }
}
