/** Plans that are saved, and run later exactly as they were shown or not at all. */
@NullMarked
package dev.cdctl.saved;

import org.jspecify.annotations.NullMarked;
