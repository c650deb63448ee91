/** The pipelines that stores have of what was deployed. */
@NullMarked
package dev.cdctl.wiring.stored;

import org.jspecify.annotations.NullMarked;
