/** The stages of a pipeline, what each needs, and how they are run side by side, again, or not at all. */
@NullMarked
package dev.cdctl.script.graph;

import org.jspecify.annotations.NullMarked;
