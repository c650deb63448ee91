/** The state of environments, copied from one store to another. */
@NullMarked
package dev.cdctl.operate.move;

import org.jspecify.annotations.NullMarked;
