/** The kinds of files that a version is written into, and where each has it. */
@NullMarked
package dev.cdctl.version.stamp.kind;

import org.jspecify.annotations.NullMarked;
