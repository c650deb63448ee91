/** Digests for which nothing has to be set up. */
@NullMarked
package dev.cdctl.model.digest;

import org.jspecify.annotations.NullMarked;
