/** One version as each tool wants to read it, in the same order. */
@NullMarked
package dev.cdctl.version.form;

import org.jspecify.annotations.NullMarked;
