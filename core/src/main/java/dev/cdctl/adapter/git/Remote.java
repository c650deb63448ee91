package dev.cdctl.adapter.git;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.script.ProcessCall;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a working copy was cloned from, as a person opens it: {@code https://}, the host and the path. Clones over ssh and
 * over https of the same repository say the same, and a password in the address is never said.
 */
public final class Remote {
    private static final Pattern URL = Pattern.compile("https?://(?:[^@/]*@)?(?<host>[^/@]+)/(?<path>.+)");
    private static final Pattern SSH =
            Pattern.compile("(?:ssh|git)://(?:[^@/]*@)?(?<host>[^/:@]+)(?::\\d+)?/(?<path>.+)");
    private static final Pattern SCP = Pattern.compile("(?:[^@/:]+@)(?<host>[^/:]+):(?<path>[^/].*)");

    private Remote() {}

    /** The address of {@code origin}; empty when there is none, or one that is only a path. */
    public static Optional<String> url(Path folder, Cancel cancel) {
        try {
            ProcessCall.Answer answer = ProcessCall.of(folder, "git", "config", "--get", "remote.origin.url")
                    .run(cancel);
            return answer.exit() == 0 ? page(answer.stdout().strip()) : Optional.empty();
        } catch (Failure e) {
            cancel.check();
            return Optional.empty();
        }
    }

    static Optional<String> page(String remote) {
        for (Pattern form : new Pattern[] {URL, SSH, SCP}) {
            Matcher match = form.matcher(remote);
            if (match.matches()) {
                String path = match.group("path")
                        .replaceFirst("[?#].*", "")
                        .replaceFirst("/+$", "")
                        .replaceFirst("\\.git$", "");
                return Optional.of("https://" + match.group("host") + "/" + path);
            }
        }
        return Optional.empty();
    }
}
