/** What makes a stage the same as the last time, and what it made then. */
@NullMarked
package dev.cdctl.script.cache;

import org.jspecify.annotations.NullMarked;
