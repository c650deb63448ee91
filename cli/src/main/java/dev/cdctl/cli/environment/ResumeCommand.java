package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Resume;
import java.util.List;
import java.util.Optional;

/** {@code resume}: a killed command comes to its end. */
final class ResumeCommand implements Command {
    private static final Option KEEP = Option.value(
                    "--keep",
                    "WHICH",
                    "When a router serves what was never decided: keep what is served, or what is decided")
            .choices("served", "decided");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Every command that changes the environment does this first by itself.",
                        "What was decided is finished; what was not is taken back. A router that lost the decision"
                                + " gets it again.")
                .with(KEEP, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl resume -e production")
                .example("cdctl resume --keep served -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        Optional<Resume.Keep> keep = invocation.value(KEEP).map(ResumeCommand::keep);
        boolean mended = new Resume(means).run(keep);
        String words = mended ? "what was left half-done is ended" : "nothing was left half-done";
        return new Answer(
                "resume",
                Json.object().put("changed", mended).build(),
                List.of(means.environment().describe() + ": " + words));
    }

    private static Resume.Keep keep(String word) {
        return word.equals("served") ? Resume.Keep.SERVED : Resume.Keep.DECIDED;
    }
}
