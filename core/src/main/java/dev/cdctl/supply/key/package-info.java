/** Keys that releases are signed and verified with. */
@NullMarked
package dev.cdctl.supply.key;

import org.jspecify.annotations.NullMarked;
