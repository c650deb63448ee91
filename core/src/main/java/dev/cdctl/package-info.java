/** cdctl as a library: read a pipeline, plan, run. The only place that knows every adapter. */
@NullMarked
package dev.cdctl;

import org.jspecify.annotations.NullMarked;
