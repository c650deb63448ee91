/** Computers that commands are run on and files are put on: this one, and others. */
@NullMarked
package dev.cdctl.host;

import org.jspecify.annotations.NullMarked;
