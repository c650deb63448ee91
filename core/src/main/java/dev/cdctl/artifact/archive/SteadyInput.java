package dev.cdctl.artifact.archive;

import dev.cdctl.model.stream.WatchedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The bytes of a file, which must be those that were digested before. */
public final class SteadyInput extends WatchedInput {
    private final ArchiveManifest.File file;
    private final DigestedOutput seen = new DigestedOutput(OutputStream.nullOutputStream());
    private boolean ended;

    /** The file changed between the first reading and this one. */
    public static final class Changed extends IOException {
        private static final long serialVersionUID = 1L;

        /** Says which file. */
        Changed(String path) {
            super(path);
        }
    }

    /** Reads from that stream what should be that file. */
    public SteadyInput(InputStream in, ArchiveManifest.File file) {
        super(in);
        this.file = file;
    }

    @Override
    protected void passed(byte[] buffer, int offset, int count) throws IOException {
        if (count > 0) {
            seen.write(buffer, offset, count);
        }
        boolean changed = seen.size() > file.size() || count < 0 && !ended && !isWhole();
        ended |= count < 0;
        if (changed) {
            throw new Changed(file.path());
        }
    }

    private boolean isWhole() {
        return seen.size() == file.size() && seen.digest().equals(file.digest());
    }
}
