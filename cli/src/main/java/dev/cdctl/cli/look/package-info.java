/** The commands that look at an environment and change nothing in it. */
@NullMarked
package dev.cdctl.cli.look;

import org.jspecify.annotations.NullMarked;
