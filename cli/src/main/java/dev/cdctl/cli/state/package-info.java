/** Commands that move the state of environments. */
@NullMarked
package dev.cdctl.cli.state;

import org.jspecify.annotations.NullMarked;
