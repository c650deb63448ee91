package dev.cdctl.adapter.ssh;

import java.nio.charset.StandardCharsets;

/**
 * What the agent answered.
 *
 * @param body what the function wrote: what was asked for, or what went wrong
 */
record Answer(int status, byte[] body) {
    static final int DONE = 0;
    static final int NO = 1;
    static final int CHANGED = 10;
    static final int BUSY = 11;
    static final int UNWRITTEN = 12;
    static final int UNCERTAIN = 13;
    static final int OTHER_FORM = 15;
    static final int LACKS = 20;

    boolean isDone() {
        return status == DONE;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
