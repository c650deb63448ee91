/** Events as lines, as a display that is redrawn, or not at all. */
@NullMarked
package dev.cdctl.cli.console.display;

import org.jspecify.annotations.NullMarked;
