/** What the embedded router counts. */
@NullMarked
package dev.cdctl.adapter.embedded.stats;

import org.jspecify.annotations.NullMarked;
