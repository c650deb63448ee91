/** Streams that look at what passes through them. */
@NullMarked
package dev.cdctl.model.stream;

import org.jspecify.annotations.NullMarked;
