package dev.cdctl.cli.ci;

import dev.cdctl.Cdctl;
import java.util.List;
import java.util.Locale;

/** A CI server that can run a pipeline. */
public enum CiServer {
    GITLAB(".gitlab-ci.yml"),
    JENKINS("Jenkinsfile"),
    GITHUB(".github/workflows/cdctl.yml");

    private final String file;

    CiServer(String file) {
        this.file = file;
    }

    /** The server of that word: {@code gitlab}. */
    public static CiServer of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Where the server looks for its file, from the top of the repository. */
    public String file() {
        return file;
    }

    /** The text of the file that runs this pipeline. */
    public String text(Cdctl cdctl) {
        List<Job> jobs = Job.of(cdctl);
        return switch (this) {
            case GITLAB -> GitLab.text(jobs);
            case JENKINS -> Jenkins.text(jobs);
            case GITHUB -> GitHub.text(jobs);
        };
    }
}
