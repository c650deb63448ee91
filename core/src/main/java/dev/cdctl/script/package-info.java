/** Stages that are scripts: run as written, watched, logged, ended with all they started. */
@NullMarked
package dev.cdctl.script;

import org.jspecify.annotations.NullMarked;
