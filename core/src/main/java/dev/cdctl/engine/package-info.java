/** Plans of steps, and the one way in which they are run, journalled and undone. Knows no tool. */
@NullMarked
package dev.cdctl.engine;

import org.jspecify.annotations.NullMarked;
