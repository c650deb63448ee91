package dev.cdctl.artifact.inside;

import java.io.IOException;

/** Why a file is not what its name says. */
final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
        super(why);
    }
}
