package dev.cdctl.cli.train;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** A process that is waited for, and whose output nobody reads. */
final class Waiting {
    private Waiting() {}

    /** Starts it; returns whether it ended well and in time. One that did not is ended. */
    static boolean end(ProcessBuilder builder, int seconds) {
        builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
