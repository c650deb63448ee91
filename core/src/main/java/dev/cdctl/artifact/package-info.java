/** Archives: packaged reproducibly, identified by digest, pushed once. */
@NullMarked
package dev.cdctl.artifact;

import org.jspecify.annotations.NullMarked;
