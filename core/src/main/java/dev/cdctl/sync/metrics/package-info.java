/** What followers count, told to whoever asks. */
@NullMarked
package dev.cdctl.sync.metrics;

import org.jspecify.annotations.NullMarked;
