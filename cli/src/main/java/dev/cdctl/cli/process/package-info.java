/** How cdctl lives among other processes: signals, a lost parent, and what it leaves behind after a bug. */
@NullMarked
package dev.cdctl.cli.process;

import org.jspecify.annotations.NullMarked;
