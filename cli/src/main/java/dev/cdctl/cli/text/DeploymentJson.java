package dev.cdctl.cli.text;

import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.model.IsoTime;

/** A deployment of the history as JSON. */
public final class DeploymentJson {
    private DeploymentJson() {}

    /** All that is known of it. */
    public static Json.Obj of(Deployment deployment) {
        return Json.object()
                .put("deployment", deployment.id())
                .put("kind", deployment.kind().word())
                .put("version", deployment.release().version().text())
                .put("digest", deployment.release().digest().toString())
                .put("commit", deployment.release().commit())
                .put("colour", deployment.colour().word())
                .put("started", IsoTime.text(deployment.started()))
                .put("ended", deployment.ended().map(IsoTime::text))
                .put("outcome", deployment.outcome().word())
                .put("by", deployment.by().toJson())
                .put("notes", Json.ofTexts(deployment.notes()))
                .build();
    }
}
