package dev.cdctl.language;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the first pipeline.yaml of a repository, from what lies in it. */
public final class Init {
    private static final int LONGEST_NAME = 63;

    private static final int MOST_FILES = 20;
    private static final String START = "exec sh start.sh";
    private static final Set<String> NOT_SHIPPED = Set.of("target", "build", "Dockerfile", "pipeline.yaml");

    private final Path folder;

    /**
     * What a kind of repository needs.
     *
     * @param name what the repository calls itself; may be empty
     * @param stages lines of the {@code stages} block
     * @param files what to package
     * @param command what starts the service
     * @param remark a comment for whoever reads the file first; one line
     */
    private record Kind(String name, List<String> stages, List<String> files, String command, String remark) {}

    /** Looks at that repository. */
    public Init(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * The text of a pipeline.yaml that has no problem.
     *
     * @param schema the path or URL of the JSON Schema, for editors
     */
    public String text(String schema) {
        Kind kind = kind();
        String name = nameOf(kind);
        String commands = kind.stages.isEmpty() ? "stages: {}\n" : "stages:\n" + lines(kind.stages);
        return "# yaml-language-server: $schema=" + schema.replaceAll("\\p{Cntrl}", "")
                + "\n# Every key: cdctl explain. Problems: cdctl validate. What would be done: cdctl plan.\n"
                + "service: " + name
                + "\n\nversion:\n" + FirstVersion.of(folder).line() + "\n"
                + "\n# Run in this order; each can be run alone, as in: cdctl run "
                + (kind.stages.isEmpty() ? "NAME" : "build")
                + "\n"
                + commands
                + "\npackage:\n  - archive:\n      name: " + name
                + "\n      files: ["
                + String.join(", ", kind.files.stream().map(Init::quoted).toList()) + "]\n"
                + "\npush:\n  archives: file:../repository   # where releases are kept; relative to this file\n"
                + "\n# " + kind.remark
                + "\nrun:\n  command: " + quoted(kind.command)
                + "\n  # health: /health          # a path that answers 2xx; by default an open port is enough\n"
                + "\nenvironments:\n  integration: {}\n  production:\n    after: integration      # takes only what passed there\n"
                + "    # approve: manual\n    # replicas: 2\n";
    }

    private Kind kind() {
        if (Files.isRegularFile(folder.resolve("pom.xml"))) {
            return maven(Pom.read(folder.resolve("pom.xml")));
        }
        if (has("build.gradle") || has("build.gradle.kts")) {
            return gradle();
        }
        if (has("package.json")) {
            return node();
        }
        if (has("Dockerfile")) {
            return docker();
        }
        return scripts();
    }

    private Kind maven(Pom pom) {
        String mvn = has("mvnw") ? "./mvnw" : "mvn";
        List<String> stages = List.of("build: " + mvn + " -B package -DskipTests", "unit: " + mvn + " -B test");
        if (pom.packaging().equals("war") || pom.packaging().equals("pom")) {
            return new Kind(
                    pom.name(),
                    stages,
                    List.of("**/target/*." + (pom.packaging().equals("war") ? "war" : "jar")),
                    START,
                    "A " + pom.packaging() + " does not start by itself: say how, on the port in $PORT.");
        }
        String jar = "target/" + pom.jar();
        return new Kind(
                pom.name(),
                stages,
                List.of(jar),
                "exec java -Dserver.port=$PORT -jar " + jar,
                "The service must listen on $PORT. Spring Boot reads server.port; others may need another option.");
    }

    private Kind gradle() {
        String gradle = has("gradlew") ? "./gradlew" : "gradle";
        return new Kind(
                "",
                List.of("build: " + gradle + " assemble", "unit: " + gradle + " test"),
                List.of("build/libs/*.jar"),
                "exec java -Dserver.port=$PORT -jar build/libs/*.jar",
                "The service must listen on $PORT. Spring Boot reads server.port; others may need another option.");
    }

    private Kind node() {
        Optional<Json.Obj> json = json(folder.resolve("package.json"));
        Optional<Json.Obj> scripts = json.flatMap(object -> object.object("scripts"));
        List<String> stages = new ArrayList<>();
        stages.add(has("package-lock.json") ? "install: npm ci" : "install: npm install");
        scripts.flatMap(object -> object.text("build")).ifPresent(script -> stages.add("build: npm run build"));
        scripts.flatMap(object -> object.text("test")).ifPresent(script -> stages.add("unit: npm test"));
        boolean starts = scripts.flatMap(object -> object.text("start")).isPresent();
        String main = json.flatMap(object -> object.text("main"))
                .filter(Init::isPlain)
                .orElse("index.js");
        return new Kind(
                json.flatMap(object -> object.text("name")).orElse(""),
                stages,
                contents(),
                starts ? "exec npm start" : "exec node " + main,
                "The service must listen on process.env.PORT.");
    }

    private Kind docker() {
        return new Kind(
                "",
                List.of(),
                contents(),
                startOf(folder.resolve("Dockerfile")).orElse(START),
                "The service is started as a process, without the image; it must listen on $PORT.");
    }

    private Kind scripts() {
        List<String> stages = new ArrayList<>();
        for (String stage : List.of("build", "test")) {
            if (has(stage + ".sh")) {
                stages.add(stage + ": sh " + stage + ".sh");
            }
        }
        String start = has("run.sh") && !has("start.sh") ? "run.sh" : "start.sh";
        return new Kind(
                "",
                stages,
                List.of("**"),
                "exec sh " + start,
                "The script must start the service on the port in $PORT.");
    }

    /** What lies at the top of the repository, without what is hidden or made by the build. */
    private List<String> contents() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> found = new ArrayList<>(files.filter(file -> isPlain(String.valueOf(file.getFileName())))
                    .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/**" : ""))
                    .filter(name -> !NOT_SHIPPED.contains(name.replace("/**", "")))
                    .sorted()
                    .toList());
            if (has("package.json") && !found.contains("node_modules/**")) {
                found.add("node_modules/**");
            }
            return found.isEmpty() || found.size() > MOST_FILES ? List.of("**") : found;
        } catch (IOException e) {
            return List.of("**");
        }
    }

    /** What the last CMD or else ENTRYPOINT of a Dockerfile runs. */
    private static Optional<String> startOf(Path dockerfile) {
        try {
            List<String> lines = Files.readAllLines(dockerfile);
            return Stream.of("ENTRYPOINT ", "CMD ")
                    .flatMap(word -> lines.stream()
                            .map(String::strip)
                            .filter(line -> line.startsWith(word) && !line.endsWith("\\"))
                            .reduce((first, second) -> second)
                            .map(line -> shell(line.substring(word.length()).strip()))
                            .stream())
                    .reduce((entrypoint, command) -> entrypoint + " " + command)
                    .filter(command -> command.chars().noneMatch(Character::isISOControl));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String shell(String start) {
        try {
            return JsonText.read(start) instanceof Json.Arr words
                    ? String.join(" ", words.items().stream().map(Init::word).toList())
                    : start;
        } catch (JsonException e) {
            return start;
        }
    }

    private static String word(Json json) {
        String text = json instanceof Json.Str string ? string.value() : "";
        return isPlain(text) ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    private String nameOf(Kind kind) {
        Path last = folder.getFileName();
        String name = slug(kind.name);
        String folderName = slug(last == null ? "" : last.toString());
        return !name.isEmpty() ? name : folderName.isEmpty() ? "service" : folderName;
    }

    /** The letters, digits and hyphens of a text as a {@link Name}; empty when there are none. */
    private static String slug(String text) {
        String plain = text.toLowerCase(Locale.ROOT)
                .replaceAll("^@", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[-0-9]+", "");
        String cut = (plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain).replaceAll("-$", "");
        return Name.isValid(cut) ? cut : "";
    }

    private static Optional<Json.Obj> json(Path file) {
        try {
            return Optional.of(JsonText.readObject(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException | JsonException e) {
            return Optional.empty();
        }
    }

    /** Whether a text is safe as a word of a command. */
    static boolean isPlain(String text) {
        return text.matches("[A-Za-z0-9_][A-Za-z0-9_./-]*") && !text.contains("..");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String lines(List<String> stages) {
        return String.join("", stages.stream().map(stage -> "  " + stage + "\n").toList());
    }
}
