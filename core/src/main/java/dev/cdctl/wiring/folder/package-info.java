/** The folders of a project that cdctl writes to: its own, and one for each run. */
@NullMarked
package dev.cdctl.wiring.folder;

import org.jspecify.annotations.NullMarked;
