package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration of the user's own, with what cdctl knows in the places of its placeholders. */
record NginxTemplate(Place place, Template template) {
    /** How the line begins that says which decision a rendered file is of. */
    static final String DECISION = "# cdctl decision ";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([a-z]+)\\s*}}");
    private static final List<String> KNOWN =
            List.of("cdctl", "servers", "backup", "blue", "green", "colour", "generation", "service", "environment");

    /**
     * The file that nginx gets.
     *
     * @param instances where the instances of each colour listen; none at all when it is stopped
     * @throws Failure refused, when the template cannot be read, or has a placeholder that is not known, or lacks the one
     *     without which nothing could be proven
     */
    String render(Decision decision, Map<Colour, List<Address>> instances) {
        String text = read();
        if (!text.contains("{{")
                || PLACEHOLDER.matcher(text).results().noneMatch(found -> "cdctl".equals(found.group(1)))) {
            throw wrong(
                    "it has no placeholder {{cdctl}}", "write {{cdctl}} into the location that leads to the service");
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        String rendered =
                matcher.replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), decision, instances)));
        return head(decision) + rendered;
    }

    /** A template that serves, for those who have none. */
    static String example(NginxRouterSpec.Door door) {
        String named =
                door.host().map(host -> "    server_name " + host + ";\n").orElse("");
        return """
                upstream {{service}}-{{environment}} {
                    {{servers}}
                    {{backup}}
                }
                server {
                    listen @LISTEN@;
                @NAMED@    location @PATH@ {
                        {{cdctl}}
                        proxy_set_header Host $http_host;
                        proxy_pass http://{{service}}-{{environment}};
                    }
                }
                """.replace("@LISTEN@", door.listen().toString())
                .replace("@NAMED@", named)
                .replace("@PATH@", door.path());
    }

    /**
     * Writes the example, unless there is a template.
     *
     * @throws Failure refused, when it cannot be written
     */
    void begin(NginxRouterSpec.Door door) {
        try {
            if (!Files.exists(template.source())) {
                WholeFile.at(template.source()).write(example(door));
            }
        } catch (IOException e) {
            throw inaccessible("written", e);
        }
    }

    private String value(String name, Decision decision, Map<Colour, List<Address>> instances) {
        return switch (name) {
            case "cdctl" -> instances.isEmpty() ? "return 503;" : headers();
            case "servers" -> servers(instances.getOrDefault(decision.baseline(), List.of()), "");
            case "backup" ->
                instances.isEmpty()
                        ? ""
                        : servers(instances.getOrDefault(decision.baseline().other(), List.of()), " backup");
            case "blue" -> servers(instances.getOrDefault(Colour.BLUE, List.of()), "");
            case "green" -> servers(instances.getOrDefault(Colour.GREEN, List.of()), "");
            case "colour" -> decision.baseline().word();
            case "generation" -> Long.toString(decision.generation());
            case "service" -> place.service().text();
            case "environment" -> place.environment().text();
            default -> throw wrong("{{" + name + "}} is no placeholder", "there are " + String.join(", ", KNOWN));
        };
    }

    /** An upstream without a server would be refused, and the whole configuration with it. */
    private static String servers(List<Address> addresses, String how) {
        StringBuilder text = new StringBuilder();
        addresses.forEach(
                address -> text.append("server ").append(address).append(how).append("; "));
        return text.isEmpty() && how.isEmpty()
                ? "server 127.0.0.1:1 down;"
                : text.toString().strip();
    }

    /** What a probe gets to know; headers without a value are not sent. */
    private String headers() {
        return "add_header X-Cdctl-Colour " + place.variable("colour") + " always; add_header X-Cdctl-Generation "
                + place.variable("generation") + " always;";
    }

    private String head(Decision decision) {
        return "# Written by cdctl for " + place + " from " + template.source().getFileName()
                + "; changes by hand are lost. Format 1.\n"
                + DECISION + JsonText.line(decision.toJson()) + "\n"
                + map("colour", decision.baseline().word())
                + map("generation", Long.toString(decision.generation()));
    }

    private String map(String variable, String value) {
        return "map $http_x_cdctl_probe " + place.variable(variable)
                + " { default \"\"; \"~^(?:.*,)?@TOKEN@(?:,.*)?$\" " + value + "; }\n";
    }

    private String read() {
        try {
            return Files.readString(template.source());
        } catch (IOException e) {
            throw inaccessible("read", e);
        }
    }

    private Failure inaccessible(String done, IOException e) {
        return Failure.refused(Problem.of("CD-657", "the template " + template.source() + " cannot be " + done)
                        .because(String.valueOf(e.getMessage())))
                .causedBy(e);
    }

    private Failure wrong(String reason, String remedy) {
        return Failure.refused(Problem.of("CD-657", "the template " + template.source() + " cannot be used")
                .because(reason)
                .remedy(remedy));
    }
}
