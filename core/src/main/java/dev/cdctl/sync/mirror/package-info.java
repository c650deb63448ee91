/** Records of a store as they are now, kept by one watch for all followers of a process. */
@NullMarked
package dev.cdctl.sync.mirror;

import org.jspecify.annotations.NullMarked;
