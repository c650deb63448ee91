/** The commands of the working copy: the pipeline, the version, the scripts, the archives. */
@NullMarked
package dev.cdctl.cli.work;

import org.jspecify.annotations.NullMarked;
