/** What scripts write: masked, logged, and cut into lines. */
@NullMarked
package dev.cdctl.script.output;

import org.jspecify.annotations.NullMarked;
