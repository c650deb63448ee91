package dev.cdctl.host;

import dev.cdctl.model.Failure;
import java.io.InputStream;
import java.io.OutputStream;

/** A script that runs on a computer for as long as it is talked to. When it is closed, its input ends. */
public interface Session extends AutoCloseable {
    /** What it reads. */
    OutputStream input();

    /** What it writes; ends with it, or with the way to it. */
    InputStream output();

    /** Why its output has ended; to be asked only when it has. */
    Failure end();

    /** Ends the input, and gives the script no more than a moment to end by itself. */
    @Override
    void close();
}
