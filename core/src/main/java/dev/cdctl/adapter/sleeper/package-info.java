/** Has something done later, by a small process that waits for it. */
@NullMarked
package dev.cdctl.adapter.sleeper;

import org.jspecify.annotations.NullMarked;
