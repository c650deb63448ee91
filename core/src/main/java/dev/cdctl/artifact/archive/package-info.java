/** The bytes of archives: written so that the same files give the same bytes, read so that nothing leaves its folder. */
@NullMarked
package dev.cdctl.artifact.archive;

import org.jspecify.annotations.NullMarked;
