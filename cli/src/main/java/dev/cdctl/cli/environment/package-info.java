/** The commands that change an environment. */
@NullMarked
package dev.cdctl.cli.environment;

import org.jspecify.annotations.NullMarked;
