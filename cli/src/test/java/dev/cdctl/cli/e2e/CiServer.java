package dev.cdctl.cli.e2e;

import java.io.IOException;

/** A real CI server whose jobs are shell scripts, gone when closed. */
interface CiServer extends AutoCloseable {
    /** Gives it a job. */
    void job(String name, String script) throws IOException;

    /** Runs a job to its end; whether it was good. */
    boolean run(String name) throws IOException;

    /** Has a job begin soon. */
    void begin(String name) throws IOException;

    /** Cancels a run, counted from 1 on for each job, as this server does it. */
    void abort(String name, int number) throws IOException;

    /** What a run wrote. */
    String log(String name, int number) throws IOException;

    @Override
    void close() throws IOException, InterruptedException;
}
