package dev.cdctl.adapter.git;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.source.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Runs git in one folder: no shell, no prompts, no locks, no pager, answers in English, always with a deadline. */
record Git(Path folder, Map<String, String> environment, Duration deadline) {
    /** What would make git look elsewhere than in the folder; a hook that calls cdctl has some of them set. */
    private static final List<String> ELSEWHERE = List.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_PREFIX",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_SHALLOW_FILE",
            "GIT_GRAFT_FILE");

    private static final List<String> ALWAYS = List.of(
            "git",
            "--no-pager",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "log.showSignature=false",
            "-c",
            "i18n.logOutputEncoding=UTF-8");

    /** Takes the environment of the caller and makes it safe. */
    Git {
        Map<String, String> safe = new HashMap<>(environment);
        ELSEWHERE.forEach(safe::remove);
        safe.put("LC_ALL", "C");
        safe.put("GIT_OPTIONAL_LOCKS", "0");
        safe.put("GIT_TERMINAL_PROMPT", "0");
        environment = Map.copyOf(safe);
    }

    /** The same for another folder. */
    Git in(Path other) {
        return new Git(other, environment, deadline);
    }

    /** What git answers, whatever its exit status. */
    CommandRun.Answer ask(String... words) {
        return ask("", List.of(words));
    }

    /** What git writes; a status other than 0 is a problem. */
    String text(String... words) {
        return feed("", words);
    }

    /** What git writes when it finds {@code input} on its standard input; a status other than 0 is a problem. */
    String feed(String input, String... words) {
        CommandRun.Answer answer = ask(input, List.of(words));
        if (answer.status() != 0) {
            throw refused(answer, words);
        }
        return answer.output();
    }

    /** Why git ended with a status that is not an answer. */
    Failure refused(CommandRun.Answer answer, String... words) {
        String why = answer.lastLines();
        if (why.contains("dubious ownership")) {
            return Failure.unreachable(
                    Problem.of("CD-204", "git does not trust " + folder + ", because it belongs to another user")
                            .because(why)
                            .remedy("git config --global --add safe.directory " + folder));
        }
        return Failure.failed(Problem.of("CD-203", "git " + words[0] + " failed in " + folder)
                .because("exit status " + answer.status() + (why.isEmpty() ? "" : ": " + why))
                .remedy("run the same git command in that folder and mend what it says"));
    }

    private CommandRun.Answer ask(String input, List<String> words) {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(words);
        try {
            return new CommandRun(all, folder, environment, deadline).run(input.getBytes(StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw Failure.unreachable(Problem.of(
                                    "CD-202",
                                    "git " + words.get(0) + " did not answer within " + deadline.toSeconds() + " s in "
                                            + folder)
                            .remedy("run the same git command in that folder and see what it waits for"))
                    .causedBy(e);
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-201", "git cannot be run")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("install git, and make sure that it is on the PATH"))
                    .causedBy(e);
        }
    }
}
