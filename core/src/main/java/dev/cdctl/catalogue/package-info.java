/** Which services a store has, where users reach them, what is live, and how it is now: for those who have only the store. */
@NullMarked
package dev.cdctl.catalogue;

import org.jspecify.annotations.NullMarked;
