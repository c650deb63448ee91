/** The words that a command takes, and what they are read into. */
@NullMarked
package dev.cdctl.cli.command.option;

import org.jspecify.annotations.NullMarked;
