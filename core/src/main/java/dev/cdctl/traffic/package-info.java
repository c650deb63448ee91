/** Who gets which release: routers, the decision that they follow, and the proof of what is really served. */
@NullMarked
package dev.cdctl.traffic;

import org.jspecify.annotations.NullMarked;
