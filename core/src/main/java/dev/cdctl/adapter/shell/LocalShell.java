package dev.cdctl.adapter.shell;

import dev.cdctl.host.HostShell;
import dev.cdctl.host.Session;
import dev.cdctl.host.Sessions;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** The shell of this computer. */
public final class LocalShell implements HostShell, Sessions {
    @Override
    public String describe() {
        return "this machine";
    }

    @Override
    public Ran run(Command command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", command.script(), "sh"));
        words.addAll(command.arguments());
        Call call = new Call(words, command.input(), command.deadline());
        return call.run().orElseThrow(() -> late(command));
    }

    static Failure late(Command command) {
        return Failure.unreachable(Problem.of(
                        "CD-620",
                        "a command did not end within " + command.deadline().toSeconds() + " s")
                .because("it was ended: " + firstLine(command.script()))
                .remedy("run it by hand to see what it waits for"));
    }

    @Override
    public Session open() {
        return OpenSession.start(List.of("sh"), errors -> SshProblems.lost(describe(), errors));
    }

    static String firstLine(String script) {
        return script.strip().lines().findFirst().orElse("");
    }
}
