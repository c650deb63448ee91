package dev.cdctl.adapter.embedded.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The chunked transfer coding (RFC 9112, section 7.1); chunk extensions and trailers are dropped. */
public final class ChunkedFraming extends Framing {
    private static final long LARGEST = Long.MAX_VALUE >> 8;

    private enum State {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER_START,
        TRAILER,
        DONE
    }

    private State state = State.SIZE;
    private long size;
    private boolean digits;

    @Override
    public int available(ByteBuffer buffer) throws IOException {
        while (state != State.DATA && state != State.DONE && buffer.hasRemaining()) {
            step(buffer.get());
        }
        return state == State.DATA ? (int) Math.min(size, buffer.remaining()) : 0;
    }

    @Override
    public void taken(int bytes) {
        size -= bytes;
        if (state == State.DATA && size == 0) {
            state = State.DATA_END;
        }
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    private void step(byte next) throws IOException {
        switch (state) {
            case SIZE -> size(next);
            case EXTENSION -> {
                if (next == '\n') {
                    sizeEnded();
                }
            }
            case DATA_END -> dataEnd(next);
            case TRAILER_START -> {
                if (next == '\n') {
                    state = State.DONE;
                } else if (next != '\r') {
                    state = State.TRAILER;
                }
            }
            case TRAILER -> {
                if (next == '\n') {
                    state = State.TRAILER_START;
                }
            }
            case DATA, DONE -> throw new IllegalStateException("no framing here");
        }
    }

    private void size(byte next) throws IOException {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            size = size * 16 + digit;
            digits = true;
            if (size > LARGEST) {
                throw new IOException("a chunk is too large");
            }
        } else if (!digits) {
            throw new IOException("a chunk has no size");
        } else if (next == '\n') {
            sizeEnded();
        } else if (next == '\r' || next == ';' || next == ' ' || next == '\t') {
            state = State.EXTENSION;
        } else {
            throw new IOException("a chunk's size is not a number");
        }
    }

    private void sizeEnded() {
        state = size == 0 ? State.TRAILER_START : State.DATA;
        digits = false;
    }

    private void dataEnd(byte next) throws IOException {
        if (next == '\n') {
            state = State.SIZE;
        } else if (next != '\r') {
            throw new IOException("a chunk does not end where it said");
        }
    }
}
