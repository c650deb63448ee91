package dev.cdctl.cli.server;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Workflow commands of GitHub Actions, which the runner reads from stdout and stderr. */
final class GitHubDialect implements Dialect {
    private final Map<String, String> variables;

    GitHubDialect(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public List<String> open(String id, String title, Instant at) {
        return List.of("::group::" + data(title));
    }

    @Override
    public List<String> close(String id, String title, Instant at) {
        return List.of("::endgroup::");
    }

    /** The value stands in the line: only a real runner takes it out of the log. */
    @Override
    public List<String> secret(String value) {
        return Objects.equals(variables.get("GITHUB_ACTIONS"), "true")
                ? List.of("::add-mask::" + data(value))
                : List.of();
    }

    @Override
    public List<String> error(Problem problem) {
        return problem.origin().filter(place -> place.line() > 0).stream()
                .map(place -> "::error file=" + property(file(place)) + ",line=" + place.line() + ",col="
                        + place.column() + ",title=" + property(problem.code()) + "::" + data(text(problem)))
                .toList();
    }

    /** A command stands at the start of a line; the older form {@code ##[...]} is read anywhere in it. */
    @Override
    public String harmless(String line) {
        String broken = line.replace("##[", "# #[");
        return broken.stripLeading().startsWith("::") ? broken.replaceFirst("::", ": :") : broken;
    }

    private String file(Origin place) {
        Path file = Path.of(place.source());
        String workspace = variables.getOrDefault("GITHUB_WORKSPACE", "");
        boolean within = !workspace.isEmpty() && file.isAbsolute() && file.startsWith(workspace);
        return within ? Path.of(workspace).relativize(file).toString() : file.toString();
    }

    private static String text(Problem problem) {
        return problem.remedy().isEmpty() ? problem.what() : problem.what() + "\n" + problem.remedy();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
