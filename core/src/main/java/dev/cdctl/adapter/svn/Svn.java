package dev.cdctl.adapter.svn;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.source.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Runs svn in one folder: no shell, no questions, answers in English and UTF-8, always with a deadline. */
record Svn(Path folder, Map<String, String> environment, Duration deadline) {
    /** Warnings and errors that say that there is nothing of that name: W160013 in the repository, others here. */
    private static final List<String> NOTHING_THERE = List.of("W160013", "E160013", "W155010", "E155010", "E155007");

    /** Errors that say that the server did not answer, or not to us: connections, access, authentication. */
    private static final List<String> NO_SERVER = List.of("E170013", "E170001", "E215004", "E000111", "E670002");

    /** Takes the environment of the caller and makes it safe. */
    Svn {
        Map<String, String> safe = new HashMap<>(environment);
        safe.put("LC_ALL", "C.UTF-8");
        environment = Map.copyOf(safe);
    }

    /** What svn writes as XML. */
    Xml xml(String... words) {
        return find(words).orElseThrow(() -> failed(words[0], "there is nothing of that name"));
    }

    /** What svn writes as XML; empty when it says that there is nothing of that name. */
    Optional<Xml> find(String... words) {
        List<String> all = new ArrayList<>(List.of("svn", words[0], "--xml", "--non-interactive"));
        all.addAll(List.of(words).subList(1, words.length));
        CommandRun.Answer answer = run(all);
        if (answer.status() == 0) {
            try {
                return Optional.of(Xml.parse(answer.output()));
            } catch (IOException e) {
                throw failed(words[0], String.valueOf(e.getMessage())).causedBy(e);
            }
        }
        if (NOTHING_THERE.stream().anyMatch(answer.errors()::contains)) {
            return Optional.empty();
        }
        throw refused(words[0], answer);
    }

    /** What svnversion says of the folder: {@code 4123:4168MS}. */
    String version() {
        CommandRun.Answer answer = run(List.of("svnversion", "."));
        if (answer.status() != 0) {
            throw refused("version", answer);
        }
        return answer.output().strip();
    }

    private Failure refused(String word, CommandRun.Answer answer) {
        if (NO_SERVER.stream().noneMatch(answer.errors()::contains)) {
            return failed(word, "exit status " + answer.status() + ": " + answer.lastLines());
        }
        return Failure.unreachable(Problem.of("CD-237", "the Subversion server does not answer svn " + word)
                .because(answer.lastLines())
                .remedy("run svn info " + folder + " -r HEAD by hand, and let svn keep the password for this user"));
    }

    private Failure failed(String word, String why) {
        return Failure.failed(Problem.of("CD-236", "svn " + word + " failed in " + folder)
                .because(why)
                .remedy("run the same svn command in that folder and mend what it says"));
    }

    private CommandRun.Answer run(List<String> words) {
        try {
            return new CommandRun(words, folder, environment, deadline).run(new byte[0]);
        } catch (TimeoutException e) {
            throw Failure.unreachable(Problem.of(
                                    "CD-235",
                                    String.join(" ", words.subList(0, Math.min(2, words.size())))
                                            + " did not answer within " + deadline.toSeconds() + " s in " + folder)
                            .remedy("run the same svn command in that folder and see what it waits for"))
                    .causedBy(e);
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-234", words.get(0) + " cannot be run")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("install Subversion, and make sure that it is on the PATH"))
                    .causedBy(e);
        }
    }
}
