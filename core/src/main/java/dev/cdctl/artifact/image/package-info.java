/** Container images: built by an engine, kept as a layout of files, known by digest, pushed to a registry. */
@NullMarked
package dev.cdctl.artifact.image;

import org.jspecify.annotations.NullMarked;
