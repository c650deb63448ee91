/** Where a release's version comes from: git, a file, a program or a word. */
@NullMarked
package dev.cdctl.version.source;

import org.jspecify.annotations.NullMarked;
