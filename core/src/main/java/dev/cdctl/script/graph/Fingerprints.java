package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.script.ProcessCall;
import dev.cdctl.script.StageScript;
import dev.cdctl.script.StageSpec;
import dev.cdctl.script.WorkingFolder;
import dev.cdctl.script.cache.CacheSpec;
import dev.cdctl.script.cache.Fingerprint;
import dev.cdctl.script.cache.Reuse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the fingerprint of a stage: everything that it declares to depend on, as it is now. */
record Fingerprints(StageScript script, Map<String, String> caller) {
    /**
     * The fingerprint of what is there now.
     *
     * @throws Failure when an input is missing or cannot be read, or a tool fails (CD-324)
     */
    Fingerprint now(Reuse reuse, Cancel cancel) {
        StageSpec spec = script.spec();
        SortedMap<String, String> parts = new TreeMap<>();
        put(parts, "the script", spec.run());
        put(parts, "the shell", spec.shell().name());
        spec.image().ifPresent(image -> put(parts, "the image", image.digest().toString()));
        put(parts, "the working folder", spec.in().orElse(""));
        put(parts, "the list of outputs", String.join("\n", spec.cache().outputs()));
        spec.env().forEach((name, value) -> put(parts, "env " + name, value.fingerprint()));
        CacheSpec cache = spec.cache();
        Set<String> names = new TreeSet<>(cache.env());
        names.addAll(script.counted());
        Map<String, String> own = script.variables().values();
        for (String name : names) {
            Optional<String> value = Optional.ofNullable(own.get(name)).or(() -> Optional.ofNullable(caller.get(name)));
            put(parts, "the variable " + name, value.map(text -> "=" + text).orElse(""));
        }
        for (String tool : cache.tools()) {
            put(parts, "the answer of `" + tool + "`", answer(tool, cancel));
        }
        return new Fingerprint(parts, reuse.inputs());
    }

    /** Digests, since a value may be secret. */
    private static void put(SortedMap<String, String> parts, String name, String value) {
        parts.put(name, Digest.of(value).hex());
    }

    private String answer(String tool, Cancel cancel) {
        StageSpec spec = script.spec();
        Path folder = WorkingFolder.resolve(script.run().repository(), spec.in().orElse(""), spec.origin());
        ProcessCall.Answer answer = ProcessCall.shell(folder, StageSpec.Shell.SH, tool)
                .with(script.variables().values())
                .run(cancel);
        if (answer.exit() != 0) {
            throw Failure.failed(Problem.of(
                            "CD-324", "'" + tool + "' failed, whose answer decides whether " + script.name() + " runs")
                    .at(spec.origin())
                    .because("exit status " + answer.exit())
                    .remedy("run it by hand, or take it out of fingerprint"));
        }
        return answer.stdout() + "\n" + answer.stderr();
    }
}
