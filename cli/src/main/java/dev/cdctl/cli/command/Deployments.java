package dev.cdctl.cli.command;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;
import java.util.List;

/** Words what came of a deployment, the same in every command that makes one. */
public final class Deployments {
    private Deployments() {}

    /** The answer of a command that made one. */
    public static Answer answer(String kind, Means means, Deploy.Result result) {
        return new Answer(kind, json(means, result), List.of(line(means, result)));
    }

    /** One line for people. */
    public static String line(Means means, Deploy.Result result) {
        Deployment deployment = result.deployment();
        String release = deployment.release().brief();
        if (deployment.outcome() == Deployment.Outcome.PREPARED) {
            return means.environment().describe() + ": " + release + " is ready as "
                    + deployment.colour().word() + preview(means, deployment) + "; make it live: cdctl flip "
                    + deployment.colour().word() + " -e "
                    + means.environment().spec().name();
        }
        return means.environment().describe() + ": " + release
                + (result.changed() ? " is live in " : " was live already in ")
                + deployment.colour().word() + urls(means);
    }

    /** The members of a JSON document. */
    public static Json.Obj json(Means means, Deploy.Result result) {
        Deployment deployment = result.deployment();
        return Json.object()
                .put("environment", means.environment().spec().name().text())
                .put("changed", result.changed())
                .put("deployment", deployment.id())
                .put("kind_of_change", deployment.kind().word())
                .put("outcome", deployment.outcome().word())
                .put("version", deployment.release().version().text())
                .put("digest", deployment.release().digest().toString())
                .put("commit", deployment.release().commit())
                .put("colour", deployment.colour().word())
                .put(
                        "urls",
                        Json.ofTexts(means.environment().entrances().stream()
                                .map(Entrance::url)
                                .toList()))
                .build();
    }

    private static String urls(Means means) {
        List<String> urls =
                means.environment().entrances().stream().map(Entrance::url).toList();
        return urls.isEmpty() ? "" : ", " + String.join(" ", urls);
    }

    private static String preview(Means means, Deployment deployment) {
        return means.environment().instances(deployment.colour()).stream()
                .flatMap(instance -> instance.address().stream())
                .findFirst()
                .map(address -> ", to be seen at http://" + address + "/")
                .orElse("");
    }
}
