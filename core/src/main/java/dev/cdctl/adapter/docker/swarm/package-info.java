/** Instances as tasks of a Docker swarm, told to one of its managers. */
@NullMarked
package dev.cdctl.adapter.docker.swarm;

import org.jspecify.annotations.NullMarked;
