/** Starts cdctl: finds the command that was typed, runs it and turns its end into an exit code. */
@NullMarked
package dev.cdctl.cli;

import org.jspecify.annotations.NullMarked;
