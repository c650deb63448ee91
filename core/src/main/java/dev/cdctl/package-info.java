/** cdctl as a library: read a pipeline, plan, run. */
@NullMarked
package dev.cdctl;

import org.jspecify.annotations.NullMarked;
