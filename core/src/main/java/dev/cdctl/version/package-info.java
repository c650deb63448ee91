/** Where a release's version comes from, and the files that it is stamped into. */
@NullMarked
package dev.cdctl.version;

import org.jspecify.annotations.NullMarked;
