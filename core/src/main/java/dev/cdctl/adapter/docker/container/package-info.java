/** Instances as containers of a Docker Engine, which are found again by their labels. */
@NullMarked
package dev.cdctl.adapter.docker.container;

import org.jspecify.annotations.NullMarked;
