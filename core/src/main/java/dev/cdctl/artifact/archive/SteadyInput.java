package dev.cdctl.artifact.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The bytes of a file, which must be those that were digested before. */
public final class SteadyInput extends FilterInputStream {
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
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            seen.write(buffer, offset, read);
        }
        boolean changed = seen.size() > file.size() || read < 0 && !ended && !isWhole();
        ended |= read < 0;
        if (changed) {
            throw new Changed(file.path());
        }
        return read;
    }

    private boolean isWhole() {
        return seen.size() == file.size() && seen.digest().equals(file.digest());
    }
}
