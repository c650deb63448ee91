/** Which version the files of a package say they have, read back from what was built. */
@NullMarked
package dev.cdctl.artifact.inside;

import org.jspecify.annotations.NullMarked;
