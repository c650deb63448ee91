/** The files that an image is built from, chosen by a .dockerignore. */
@NullMarked
package dev.cdctl.artifact.context;

import org.jspecify.annotations.NullMarked;
