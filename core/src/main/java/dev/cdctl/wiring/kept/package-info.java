/** Where state is kept, and the connections with other computers that a command has. */
@NullMarked
package dev.cdctl.wiring.kept;

import org.jspecify.annotations.NullMarked;
