/** The files that a version is written into while a release is built, and how they become again what they were. */
@NullMarked
package dev.cdctl.version.stamp;

import org.jspecify.annotations.NullMarked;
