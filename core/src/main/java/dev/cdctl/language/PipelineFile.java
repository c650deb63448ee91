package dev.cdctl.language;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Reading;
import dev.cdctl.pipeline.YamlText;
import dev.cdctl.pipeline.reference.Explain;
import dev.cdctl.pipeline.reference.Origins;
import dev.cdctl.pipeline.reference.Reference;
import dev.cdctl.pipeline.reference.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads pipeline.yaml, and answers questions about its language. */
public final class PipelineFile {
    private static final int LARGEST = 1024 * 1024;
    private static final int MOST_ENVIRONMENTS = 50;
    private static final int MOST_VALUES = 10_000;

    private PipelineFile() {}

    /**
     * Reads a pipeline.yaml.
     *
     * @param file as the user named it; problems call it so
     * @param environment what {@code ${NAME}} is replaced from
     * @param reserved the names of commands, which no stage can have besides {@code build} and {@code test}
     * @throws Failure invalid, with every problem
     */
    public static Pipeline read(Path file, Map<String, String> environment, Set<String> reserved) {
        return parse(text(file), file, environment, reserved);
    }

    /**
     * Reads the text of a pipeline.yaml.
     *
     * @param file where it lies, or would lie
     * @throws Failure invalid, with every problem
     */
    public static Pipeline parse(String text, Path file, Map<String, String> environment, Set<String> reserved) {
        return parse(new Written(file, file.toString(), text), environment, reserved);
    }

    /**
     * Reads what is written.
     *
     * @throws Failure invalid, with every problem
     */
    public static Pipeline parse(Written written, Map<String, String> environment, Set<String> reserved) {
        Path file = written.file().toAbsolutePath().normalize();
        Reading reading = Reading.of(file, environment);
        Optional<Values> values = Pipeline.BLOCK.values(tree(written), reading);
        values.ifPresent(found -> new PipelineChecks(found, reserved).run());
        List<Problem> problems = reading.problems();
        if (!problems.isEmpty()) {
            throw Failure.of(Failure.Kind.INVALID, problems);
        }
        return values.flatMap(Pipeline.BLOCK::make)
                .map(pipeline -> pipeline.as(new Written(file, written.place(), written.text())))
                .orElseThrow(() -> new IllegalStateException("neither a pipeline nor a problem"));
    }

    /**
     * Every value of a pipeline.yaml with its origin, defaults too; the run block as each environment gets it.
     *
     * @throws Failure invalid, when it cannot be read at all
     */
    public static List<Origins.Line> origins(Path file, Map<String, String> environment) {
        return origins(new Written(file, file.toString(), text(file)), environment);
    }

    /**
     * The same of what is written.
     *
     * @throws Failure invalid, when it cannot be read at all
     */
    public static List<Origins.Line> origins(Written written, Map<String, String> environment) {
        Node.Mapping tree = tree(written);
        return new Origins(environment).of(Pipeline.BLOCK, tree.without(Pipeline.RUN.name()));
    }

    /** The JSON Schema of the language. */
    public static Json.Obj schema() {
        return Schema.of(Pipeline.BLOCK);
    }

    /**
     * What a key means.
     *
     * @param path names with dots between them, such as {@code environments.production.drain}; {@code *} for any name
     * @throws Failure usage, when there is no such key
     */
    public static Explain explain(String path) {
        return Explain.of(Pipeline.BLOCK, path);
    }

    /** The page of all keys, in Markdown. */
    public static String reference() {
        return Reference.of(Pipeline.BLOCK);
    }

    private static Node.Mapping tree(Written written) {
        if (written.text().length() > LARGEST) {
            throw tooLarge(written.place());
        }
        if (!(YamlText.read(written.place(), written.text()) instanceof Node.Mapping mapping)) {
            throw invalid(Problem.of("CD-112", "pipeline.yaml is a block of keys")
                    .at(Origin.of(written.place()))
                    .remedy("begin with service: and the name of the service"));
        }
        refuseNewer(mapping);
        refuseMany(mapping);
        return Pipeline.resolve(mapping);
    }

    private static void refuseNewer(Node.Mapping file) {
        Optional<Node.Scalar> format = file.find(Pipeline.FORMAT.name())
                .map(Node.Entry::value)
                .filter(Node.Scalar.class::isInstance)
                .map(Node.Scalar.class::cast);
        format.filter(value ->
                        value.text().matches("[1-9][0-9]*") && !value.text().equals("1"))
                .ifPresent(value -> {
                    throw invalid(
                            Problem.of("CD-107", "a pipeline.yaml of format " + value.text() + " needs a newer cdctl")
                                    .at(value.origin())
                                    .because("this one reads format 1")
                                    .remedy("install the version of cdctl that your team uses"));
                });
    }

    /** Each environment gets a run block of its own, so their product is what a small file could grow large by. */
    private static void refuseMany(Node.Mapping file) {
        Optional<Node.Entry> entry = file.find(Pipeline.ENVIRONMENTS.name());
        int count = entry.map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .map(node -> ((Node.Mapping) node).entries().size())
                .orElse(0);
        Node.Size run =
                file.find(Pipeline.RUN.name()).map(top -> top.value().size()).orElse(new Node.Size(0, 0));
        String problem = count > MOST_ENVIRONMENTS
                ? "there are more than " + MOST_ENVIRONMENTS + " environments"
                : (long) count * run.nodes() > MOST_VALUES || (long) count * run.characters() > LARGEST
                        ? "the run block is too large for " + count + " environments"
                        : "";
        entry.filter(environments -> !problem.isEmpty()).ifPresent(environments -> {
            throw invalid(Problem.of("CD-102", problem).at(environments.key().origin()));
        });
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw tooLarge(file.toString());
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw invalid(Problem.of("CD-100", "there is no " + file)
                            .remedy("run cdctl init to write one, or name another with -f"))
                    .causedBy(e);
        } catch (CharacterCodingException e) {
            throw invalid(Problem.of("CD-103", "the file is not UTF-8 text").at(Origin.of(file.toString())))
                    .causedBy(e);
        } catch (IOException e) {
            throw invalid(Problem.of("CD-101", file + " cannot be read").because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private static Failure tooLarge(String place) {
        return invalid(Problem.of("CD-102", "the file is larger than 1 MiB").at(Origin.of(place)));
    }

    private static Failure invalid(Problem problem) {
        return Failure.of(Failure.Kind.INVALID, problem);
    }
}
