/** Breaks rules on purpose, to prove that they can fail. */
@NullMarked
package dev.cdctl.seeded.cli.console;

import org.jspecify.annotations.NullMarked;
