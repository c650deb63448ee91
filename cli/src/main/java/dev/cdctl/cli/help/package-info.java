/** The commands that tell about cdctl itself: help, man pages, completion, error codes. */
@NullMarked
package dev.cdctl.cli.help;

import org.jspecify.annotations.NullMarked;
