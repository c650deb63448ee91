/** Puts the Docker Engine behind the interface that stages are started by. */
@NullMarked
package dev.cdctl.wiring.stage;

import org.jspecify.annotations.NullMarked;
