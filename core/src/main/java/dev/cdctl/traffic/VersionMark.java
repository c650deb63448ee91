package dev.cdctl.traffic;

import dev.cdctl.http.Reply;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.util.Optional;

/**
 * Where the answers of a service say which version gave them.
 *
 * @param header of the answer that says it; without it the top of a JSON body may
 * @param health the path that is asked for the service's health, by HTTP
 */
public record VersionMark(String header, Optional<String> health) {
    /** What that answer says of its version. */
    public Optional<String> in(Reply.Answer answer) {
        return answer.header(header).or(() -> inBody(answer.body()));
    }

    private static Optional<String> inBody(String body) {
        if (!body.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return JsonText.readObject(body).text("version");
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
