/** A rehearsal of the commands that should start quickly, for the start-up archive. */
@NullMarked
package dev.cdctl.cli.train;

import org.jspecify.annotations.NullMarked;
