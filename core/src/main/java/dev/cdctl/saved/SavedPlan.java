package dev.cdctl.saved;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A plan in a file, format 1.
 *
 * @param stages that it runs, in order
 * @param environments that it deploys to, in order
 * @param inputs everything that the plan was made from, by what people call it
 */
public record SavedPlan(List<String> stages, List<String> environments, Map<String, String> inputs) {
    private static final int FORMAT = 1;

    /** Copies the collections; the inputs keep their order. */
    public SavedPlan {
        stages = List.copyOf(stages);
        environments = List.copyOf(environments);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /**
     * Writes the plan.
     *
     * @throws Failure unreachable, when it cannot be written
     */
    public void write(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            WholeFile.at(file).write(JsonText.pretty(toJson()) + "\n");
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-840", "the plan " + file + " cannot be written")
                            .because(String.valueOf(e)))
                    .causedBy(e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws Failure refused, when it is not a plan, of a newer format, or was changed
     */
    public static SavedPlan read(Path file) {
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file));
            if (json.needNumber("format") != FORMAT) {
                throw new JsonException("its format is " + json.needNumber("format") + ", this cdctl knows " + FORMAT);
            }
            SavedPlan plan = from(json);
            if (!plan.digest().toString().equals(json.need("digest"))) {
                throw new JsonException("it was changed after it was saved");
            }
            return plan;
        } catch (IOException | JsonException | ClassCastException e) {
            throw Failure.refused(Problem.of("CD-841", "the plan " + file + " cannot be used")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("make it again: cdctl plan --save " + file))
                    .causedBy(e);
        }
    }

    /**
     * Refuses to go on when anything is not what it was.
     *
     * @param now the same plan, made from what is there now
     * @throws Failure refused, with everything that moved
     */
    public void requireSame(SavedPlan now) {
        List<String> moved = new ArrayList<>();
        inputs.forEach((name, was) -> {
            String is = now.inputs.getOrDefault(name, "gone");
            if (!is.equals(was)) {
                moved.add(name + " was " + was + ", is " + is);
            }
        });
        now.inputs.forEach((name, is) -> {
            if (!inputs.containsKey(name)) {
                moved.add(name + " is new: " + is);
            }
        });
        if (!moved.isEmpty()) {
            throw Failure.refused(Problem.of("CD-842", "the plan is out of date; nothing was run")
                    .because(String.join("; ", moved))
                    .remedy("look at the new plan: cdctl plan"));
        }
    }

    private Json.Obj toJson() {
        Json.Builder made = Json.object();
        inputs.forEach(made::put);
        return Json.object()
                .put("format", FORMAT)
                .put("digest", digest().toString())
                .put("stages", Json.ofTexts(stages))
                .put("environments", Json.ofTexts(environments))
                .put("inputs", made.build())
                .build();
    }

    private static SavedPlan from(Json.Obj json) {
        Map<String, String> inputs = new LinkedHashMap<>();
        Json.Obj made = json.object("inputs").orElseThrow(() -> new JsonException("no object 'inputs'"));
        made.members().forEach((name, value) -> inputs.put(name, ((Json.Str) value).value()));
        return new SavedPlan(json.texts("stages"), json.texts("environments"), inputs);
    }

    /** Guards against a file that was edited; it is no signature. */
    private Digest digest() {
        return Digest.of(stages + "\n" + environments + "\n" + inputs);
    }
}
