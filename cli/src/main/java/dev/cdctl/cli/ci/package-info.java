/** Files that have a CI server run the pipeline, one job for each stage. */
@NullMarked
package dev.cdctl.cli.ci;

import org.jspecify.annotations.NullMarked;
