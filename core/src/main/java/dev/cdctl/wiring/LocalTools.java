package dev.cdctl.wiring;

import dev.cdctl.adapter.sleeper.Sleepers;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec.Verify;
import dev.cdctl.deploy.steps.Tools;
import dev.cdctl.engine.Event;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.script.Script;
import dev.cdctl.wiring.folder.OwnFolder;
import dev.cdctl.wiring.folder.Runs;
import dev.cdctl.wiring.kept.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs scripts here, and leaves a sleeper behind for what has to be done later. */
final class LocalTools implements Tools {
    private static final Duration ROUTER_PATIENCE = Duration.ofSeconds(5);
    /** How long the end of a warm release waits for another command. */
    private static final String PATIENCE = "30m";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Setting setting;
    private final Pipeline pipeline;
    private final Place place;
    private final StateFolder state;
    private final Name environment;

    /**
     * For which environment.
     *
     * @param state its folder on this computer
     * @param forgetting removes what is kept of it elsewhere, besides the records
     */
    record Place(EnvironmentSpec spec, StateFolder state, Runnable forgetting) {}

    LocalTools(Setting setting, Pipeline pipeline, Place place) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.place = place;
        this.state = place.state();
        this.environment = place.spec().name();
    }

    @Override
    public void script(String what, Verify verify, Map<String, String> variables) {
        OwnFolder.in(pipeline.folder());
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(LocalSecrets.of(setting, pipeline).resolve(verify.env()));
        Path log = Runs.folder(pipeline).resolve(what + "-" + environment + ".log");
        Script script = Script.of(verify.run(), pipeline.folder()).with(all).within(verify.timeout());
        LocalSecrets.runner(setting, pipeline, setting.cancel())
                .run(script, log, line -> setting.listener().on(new Event.Output(what, line)))
                .orThrow(what, Origin.of(pipeline.written().place()));
    }

    @Override
    public void retireLater(String deployment, Duration after) {
        Path copy = state.expiry(pipeline.service(), environment);
        List<String> command = new ArrayList<>(setting.self());
        command.addAll(List.of("__retire", deployment, "-e", environment.text()));
        command.addAll(List.of("-f", pipeline.file().toString(), "--copy", copy.toString()));
        setting.store().ifPresent(address -> command.addAll(List.of("--store", address.toString())));
        command.addAll(List.of("--warm", after.toMillis() + "ms", "--lock-wait", PATIENCE));
        try {
            String text = pipeline.written().text();
            Files.createDirectories(copy.resolveSibling(""));
            WholeFile.at(copy).onlyForOwner().write(text);
            sleepers().start(after, command, setting.variables(), named(text));
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-592", "the old release could not be set to end later")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("leave `keep-warm` out, or set it to 0s"))
                    .causedBy(e);
        }
    }

    /** The variables that the pipeline's file is filled in from. */
    private static Set<String> named(String text) {
        return VARIABLE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    /** The last environment of a state folder takes the router along. */
    @Override
    public void forget() {
        sleepers().end();
        RouterCommand.of(state, setting.self()).retire(ROUTER_PATIENCE);
        place.forgetting().run();
        state.forget(pipeline.service(), environment);
    }

    private Sleepers sleepers() {
        return new Sleepers(state.root() + "/" + pipeline.service() + "/" + environment);
    }
}
