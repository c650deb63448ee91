/** Several machines on this one, each with a Docker Engine of its own, for tests. */
@NullMarked
package dev.cdctl.cli.world;

import org.jspecify.annotations.NullMarked;
