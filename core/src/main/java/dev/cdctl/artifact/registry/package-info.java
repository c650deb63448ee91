/** Registries of container images: where they are, what is there, and pushing to them. */
@NullMarked
package dev.cdctl.artifact.registry;

import org.jspecify.annotations.NullMarked;
