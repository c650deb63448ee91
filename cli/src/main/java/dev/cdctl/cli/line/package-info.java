/** The words after a command: options with their values, and arguments. */
@NullMarked
package dev.cdctl.cli.line;

import org.jspecify.annotations.NullMarked;
