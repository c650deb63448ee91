package dev.cdctl.deploy.machine;

import dev.cdctl.engine.Cancel;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A command that is run where an instance runs.
 *
 * @param words the program and its arguments; nothing in them is evaluated
 * @param input what it reads; nothing when absent
 * @param output takes what it writes, as it comes
 * @param errors takes what it writes on its standard error
 * @param terminal of whoever runs it, when it is to have one too; what it writes is one stream then
 * @param cancel ends it
 */
public record Exec(
        List<String> words,
        Optional<InputStream> input,
        OutputStream output,
        OutputStream errors,
        Optional<Terminal> terminal,
        Cancel cancel) {
    /** A terminal that somebody sits at. */
    public interface Terminal {
        /** Its height, in characters. */
        int rows();

        /** Its width, in characters. */
        int columns();

        /** From now on each key is passed on as it is typed, until that is closed. */
        Raw raw();
    }

    /** A terminal whose keys are passed on as they are typed. */
    public interface Raw extends AutoCloseable {
        @Override
        void close();
    }

    /** Copies the words. */
    public Exec {
        words = List.copyOf(words);
    }

    /** The same with these streams in the place of its own. */
    public Exec writing(OutputStream otherOutput, OutputStream otherErrors) {
        return new Exec(words, input, otherOutput, otherErrors, terminal, cancel);
    }
}
